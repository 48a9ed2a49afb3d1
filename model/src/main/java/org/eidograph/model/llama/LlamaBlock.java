// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.llama;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.llama.LlamaParts.AttentionParts;
import org.eidograph.model.llama.LlamaParts.MlpParts;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.LinearGroup;
import org.eidograph.model.nn.Segment;
import org.eidograph.model.tape.AutogradTape;
import org.eidograph.model.tape.Tape;
import org.eidograph.torch.Tensor;

/** One Llama-like block, for example {@code model.layers.0}. */
public final class LlamaBlock implements Segment {
  private final LlamaParts parts;
  private final LinearGroup qkv;
  private final LinearGroup out;
  private final LinearGroup gateAndUp;
  private final LinearGroup down;

  public LlamaBlock(LlamaParts parts) {
    this.parts = parts;
    AttentionParts a = parts.attention();
    this.qkv = new LinearGroup(a.q(), a.k(), a.v());
    this.out = new LinearGroup(a.o());
    this.gateAndUp = new LinearGroup(parts.mlp().gate(), parts.mlp().up());
    this.down = new LinearGroup(parts.mlp().down());
  }

  LlamaParts parts() {
    return parts;
  }

  LinearGroup qkv() {
    return qkv;
  }

  LinearGroup out() {
    return out;
  }

  LinearGroup gateAndUp() {
    return gateAndUp;
  }

  LinearGroup down() {
    return down;
  }

  @Override
  public List<LinearGroup> groups() {
    return List.of(qkv, out, gateAndUp, down);
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    Tensor h = parts.attentionNorm().forward(x, pass);
    Tensor middle = x.add(RotaryAttention.apply(parts.attention(), h, pass));
    return middle.add(parts.mlp().forward(parts.mlpNorm().forward(middle, pass), pass));
  }

  @Override
  public Tape record(Tensor x, Pass pass) {
    return LlamaTape.supports(this, pass)
        ? LlamaTape.record(this, x, pass)
        : AutogradTape.record(this, x, pass);
  }

  @Override
  public List<Linear> linears() {
    AttentionParts a = parts.attention();
    MlpParts m = parts.mlp();
    return List.of(a.q(), a.k(), a.v(), a.o(), m.gate(), m.up(), m.down());
  }

  /** The weights of all norms. */
  List<Parameter> norms() {
    return Stream.of(
            parts.attentionNorm().weight(),
            parts.attention().queryNorm(),
            parts.attention().keyNorm(),
            parts.mlpNorm().weight())
        .filter(p -> p != null)
        .toList();
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(norms());
    linears().forEach(linear -> all.addAll(linear.parameters()));
    return all;
  }
}
