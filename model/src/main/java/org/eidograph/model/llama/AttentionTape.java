// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.llama;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.Sequences;
import org.eidograph.model.llama.LlamaParts.AttentionParts;
import org.eidograph.model.nn.AttentionShape;
import org.eidograph.model.nn.RotaryPositions.CosSin;
import org.eidograph.model.nn.SelfAttention;
import org.eidograph.model.tape.Gradients;
import org.eidograph.model.tape.LinearTape;
import org.eidograph.torch.DType;
import org.eidograph.torch.FlashAttention;
import org.eidograph.torch.Nn;
import org.eidograph.torch.RmsNorm;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.jspecify.annotations.Nullable;

/** Rotary grouped-query attention, forward and backward without a graph. */
final class AttentionTape implements AutoCloseable {
  private final AttentionParts parts;
  private final LinearTape q;
  private final LinearTape k;
  private final LinearTape v;
  private final LinearTape o;
  private final List<Tensor> owned = new ArrayList<>();
  private final List<FlashAttention.Saved> saved = new ArrayList<>(); // one per sequence
  private @Nullable Tensor rawQueries; // before the norm on q, (N, H, d) float32
  private @Nullable Tensor rawKeys;
  private @Nullable Sequences sequences;

  AttentionTape(AttentionParts parts) {
    this.parts = parts;
    q = new LinearTape(parts.q());
    k = new LinearTape(parts.k());
    v = new LinearTape(parts.v());
    o = new LinearTape(parts.o());
  }

  /** (N, D) to (N, D), in the weights' type. */
  Tensor forward(Tensor h, Pass pass) {
    sequences = pass.sequences();
    AttentionShape s = parts.shape();
    CosSin position = parts.rotary().of(pass.sequences());
    Tensor queries = heads(q.forward(h, pass), s.heads());
    Tensor keys = heads(k.forward(h, pass), s.keyValueHeads());
    Tensor values = heads(v.forward(h, pass), s.keyValueHeads());
    if (parts.queryNorm() != null) {
      rawQueries = keep(queries);
      queries = normed(queries, parts.queryNorm());
    }
    if (parts.keyNorm() != null) {
      rawKeys = keep(keys);
      keys = normed(keys, parts.keyNorm());
    }
    attend(
        Nn.rotate(queries, position.cos(), position.signedSin()),
        Nn.rotate(keys, position.cos(), position.signedSin()),
        values,
        pass.sequences());
    return o.forward(attended(h.dtype()), pass);
  }

  private void attend(Tensor queries, Tensor keys, Tensor values, Sequences sequences) {
    for (int i = 0; i < sequences.count(); i++) {
      int start = sequences.starts()[i];
      int length = sequences.length(i);
      FlashAttention.Saved one =
          FlashAttention.forward(
              queries.narrow(0, start, length),
              keys.narrow(0, start, length),
              values.narrow(0, start, length),
              SelfAttention.windowMask(length, parts.shape().window(), queries.device()),
              parts.shape().scale());
      saved.add(one);
      List.of(one.q(), one.k(), one.v(), one.output(), one.logSumExp()).forEach(this::keep);
    }
  }

  /** The attention output of all sequences, (N, H·d). */
  private Tensor attended(DType type) {
    List<Tensor> outputs = new ArrayList<>();
    saved.forEach(one -> outputs.add(FlashAttention.flatten(one.output())));
    return Tensors.cat(outputs, 0).to(type);
  }

  /** Gradient with respect to h, in the weights' type. */
  Tensor backward(Tensor dy, Tensor h, Gradients gradients) {
    Sequences s = Objects.requireNonNull(sequences);
    Tensor dOut =
        o.backward(dy, attended(dy.dtype()), null, gradients).to(DType.FLOAT32); // (N, H·d)
    FlashAttention.Gradients d = attentionGradients(dOut, s);
    CosSin position = parts.rotary().of(s);
    Tensor dq = Nn.rotateBack(d.q(), position.cos(), position.signedSin());
    Tensor dk = Nn.rotateBack(d.k(), position.cos(), position.signedSin());
    dq = throughNorm(dq, rawQueries, parts.queryNorm());
    dk = throughNorm(dk, rawKeys, parts.keyNorm());
    Tensor dh = q.backward(flat(dq, dy.dtype()), h, null, gradients);
    dh = k.backward(flat(dk, dy.dtype()), h, dh, gradients);
    return v.backward(flat(d.v(), dy.dtype()), h, dh, gradients);
  }

  private FlashAttention.Gradients attentionGradients(Tensor dOut, Sequences sequences) {
    List<Tensor> dq = new ArrayList<>();
    List<Tensor> dk = new ArrayList<>();
    List<Tensor> dv = new ArrayList<>();
    for (int i = 0; i < sequences.count(); i++) {
      int length = sequences.length(i);
      FlashAttention.Gradients one =
          FlashAttention.backward(
              dOut.narrow(0, sequences.starts()[i], length),
              saved.get(i),
              SelfAttention.windowMask(length, parts.shape().window(), dOut.device()));
      dq.add(one.q());
      dk.add(one.k());
      dv.add(one.v());
    }
    return new FlashAttention.Gradients(Tensors.cat(dq, 0), Tensors.cat(dk, 0), Tensors.cat(dv, 0));
  }

  private Tensor normed(Tensor x, Parameter weight) {
    Tensor reciprocal = RmsNorm.reciprocal(x, parts.normEpsilon());
    return RmsNorm.apply(x, reciprocal, weight.value(), DType.FLOAT32);
  }

  private Tensor throughNorm(Tensor gradient, @Nullable Tensor x, @Nullable Parameter weight) {
    return x == null || weight == null
        ? gradient
        : RmsNorm.backward(gradient, x, RmsNorm.reciprocal(x, parts.normEpsilon()), weight.value());
  }

  private Tensor heads(Tensor x, int heads) {
    // (N, H·d) -> (N, H, d)
    return x.reshape(x.size(0), heads, parts.shape().headSize()).to(DType.FLOAT32);
  }

  private static Tensor flat(Tensor x, DType type) {
    return x.reshape(x.size(0), x.size(1) * x.size(2)).to(type);
  }

  private Tensor keep(Tensor tensor) {
    owned.add(tensor.keep());
    return tensor;
  }

  @Override
  public void close() {
    owned.forEach(Tensor::close);
    List.of(q, k, v, o).forEach(LinearTape::close);
  }
}
