// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.llama;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.llama.LlamaParts.AttentionParts;
import org.eidograph.model.llama.LlamaParts.MlpParts;
import org.eidograph.model.nn.ActivationFunction;
import org.eidograph.model.nn.AttentionShape;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.LinearGroup;
import org.eidograph.model.nn.Segment;
import org.eidograph.model.nn.SelfAttention;
import org.eidograph.model.tape.AutogradTape;
import org.eidograph.model.tape.Tape;
import org.eidograph.torch.DType;
import org.eidograph.torch.Nn;
import org.eidograph.torch.Rotation;
import org.eidograph.torch.Tensor;
import org.jspecify.annotations.Nullable;

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
    Tensor middle = x.add(attention(parts.attentionNorm().forward(x, pass), pass));
    return middle.add(mlp(parts.mlpNorm().forward(middle, pass), pass));
  }

  private Tensor attention(Tensor h, Pass pass) {
    AttentionParts a = parts.attention();
    AttentionShape s = a.shape();
    Rotation.Angles angles = a.rotary().of(pass.sequences());
    Tensor q = heads(a.q().forward(h, pass), s.heads(), s); // (N, H·d) -> (N, H, d)
    Tensor k = heads(a.k().forward(h, pass), s.keyValueHeads(), s);
    Tensor v = heads(a.v().forward(h, pass), s.keyValueHeads(), s);
    q = normed(q, a.queryNorm(), pass);
    k = normed(k, a.keyNorm(), pass);
    Tensor out = SelfAttention.attend(Rotation.of(q, angles), Rotation.of(k, angles), v, s, pass);
    return a.o().forward(out, pass);
  }

  private Tensor mlp(Tensor h, Pass pass) {
    MlpParts m = parts.mlp();
    Tensor gate = ActivationFunction.apply(m.activation(), m.gate().forward(h, pass));
    return m.down().forward(gate.mul(m.up().forward(h, pass)), pass);
  }

  private Tensor normed(Tensor x, @Nullable Parameter norm, Pass pass) {
    return norm == null
        ? x
        : Nn.rmsNorm(x, pass.weight(norm).to(DType.FLOAT32), parts.attention().normEpsilon());
  }

  private static Tensor heads(Tensor x, int heads, AttentionShape shape) {
    return x.reshape(x.size(0), heads, shape.headSize());
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
