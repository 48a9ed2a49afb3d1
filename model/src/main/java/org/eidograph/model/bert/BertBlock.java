// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.bert;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.nn.ActivationFunction;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.LinearGroup;
import org.eidograph.model.nn.Segment;
import org.eidograph.model.tape.Tape;
import org.eidograph.torch.Tensor;

/**
 * One block of an encoder, for example {@code bert.encoder.layer.0}; it normalises after each sum.
 */
public final class BertBlock implements Segment {
  private final BertParts parts;
  private final LinearGroup qkv;
  private final LinearGroup out;
  private final LinearGroup up;
  private final LinearGroup down;

  public BertBlock(BertParts parts) {
    this.parts = parts;
    this.qkv = new LinearGroup(parts.q(), parts.k(), parts.v());
    this.out = new LinearGroup(parts.o());
    this.up = new LinearGroup(parts.up());
    this.down = new LinearGroup(parts.down());
  }

  BertParts parts() {
    return parts;
  }

  LinearGroup qkv() {
    return qkv;
  }

  LinearGroup out() {
    return out;
  }

  LinearGroup up() {
    return up;
  }

  LinearGroup down() {
    return down;
  }

  @Override
  public List<LinearGroup> groups() {
    return List.of(qkv, out, up, down);
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    Tensor middle = parts.attentionNorm().forward(x.add(attention(x, pass)), pass);
    Tensor h = ActivationFunction.apply(parts.activation(), parts.up().forward(middle, pass));
    return parts.outputNorm().forward(middle.add(parts.down().forward(h, pass)), pass);
  }

  private Tensor attention(Tensor x, Pass pass) {
    PackedRows rows = PackedRows.of(pass.sequences(), pass.device());
    Tensor out =
        rows.attend(
            parts.q().forward(x, pass),
            parts.k().forward(x, pass),
            parts.v().forward(x, pass),
            parts.heads(),
            parts.scale()); // (N, D)
    return parts.o().forward(out, pass);
  }

  @Override
  public Tape record(Tensor x, Pass pass) {
    return BertTape.supports(this, pass)
        ? BertTape.record(this, x, pass, null)
        : Segment.super.record(x, pass);
  }

  @Override
  public Tape recordRows(int[] rows, Tensor x, Pass pass) {
    return BertTape.supports(this, pass)
        ? BertTape.record(this, x, pass, rows)
        : Segment.super.recordRows(rows, x, pass);
  }

  @Override
  public List<Linear> linears() {
    return List.of(parts.q(), parts.k(), parts.v(), parts.o(), parts.up(), parts.down());
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>();
    linears().subList(0, 4).forEach(linear -> all.addAll(linear.parameters()));
    all.addAll(parts.attentionNorm().parameters());
    linears().subList(4, 6).forEach(linear -> all.addAll(linear.parameters()));
    all.addAll(parts.outputNorm().parameters());
    return all;
  }
}
