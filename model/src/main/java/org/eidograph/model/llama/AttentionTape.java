// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.llama;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.Sequences;
import org.eidograph.model.llama.LlamaParts.AttentionParts;
import org.eidograph.model.nn.LinearGroup;
import org.eidograph.model.nn.RmsNormTape;
import org.eidograph.model.tape.Gradients;
import org.eidograph.model.tape.LinearGroupTape;
import org.eidograph.torch.BlockedAttention;
import org.eidograph.torch.DType;
import org.eidograph.torch.RmsNorm;
import org.eidograph.torch.Rotation;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * Rotary grouped-query attention, forward and backward without a graph.
 *
 * <p>Kept for backward, in the weights' type: q and k after rotation, v and the attention's output;
 * q and k before their norm where the family has one.
 */
final class AttentionTape implements AutoCloseable {
  private final AttentionParts parts;
  private final LinearGroupTape qkv;
  private final LinearGroupTape out;
  private final List<Tensor> owned = new ArrayList<>();
  private final List<BlockedAttention.Inputs> saved = new ArrayList<>(); // one per sequence
  private @Nullable Tensor attended; // (N, H·d)
  private @Nullable Tensor rawQueries; // before the norm on q, (N, H, d) float32
  private @Nullable Tensor rawKeys;
  private @Nullable Sequences sequences;

  AttentionTape(AttentionParts parts, LinearGroup qkv, LinearGroup out) {
    this.parts = parts;
    this.qkv = new LinearGroupTape(qkv);
    this.out = new LinearGroupTape(out);
  }

  /** (N, D) to (N, D), in the weights' type. */
  Tensor forward(Tensor h, Pass pass) {
    sequences = pass.sequences();
    Rotation.Angles angles = parts.rotary().of(pass.sequences());
    Tensor all = qkv.forward(h, pass);
    Tensor queries = heads(qkv.part(all, 0)).to(DType.FLOAT32);
    Tensor keys = heads(qkv.part(all, 1)).to(DType.FLOAT32);
    if (parts.queryNorm() != null) {
      rawQueries = keep(queries);
      queries = normed(queries, parts.queryNorm());
    }
    if (parts.keyNorm() != null) {
      rawKeys = keep(keys);
      keys = normed(keys, parts.keyNorm());
    }
    Tensor output =
        attend(
            keep(Rotation.into(fresh(queries), queries, angles).to(h.dtype())),
            keep(Rotation.into(fresh(keys), keys, angles).to(h.dtype())),
            keep(heads(qkv.part(all, 2)).contiguous()),
            pass.sequences());
    attended = keep(output);
    return out.forward(output, pass);
  }

  private Tensor attend(Tensor queries, Tensor keys, Tensor values, Sequences sequences) {
    List<Tensor> outputs = new ArrayList<>();
    for (int i = 0; i < sequences.count(); i++) {
      int start = sequences.starts()[i];
      int length = sequences.length(i);
      BlockedAttention.Inputs one =
          new BlockedAttention.Inputs(
              keep(queries.narrow(0, start, length)),
              keep(keys.narrow(0, start, length)),
              keep(values.narrow(0, start, length)),
              parts.shape().window(),
              parts.shape().scale());
      saved.add(one);
      outputs.add(BlockedAttention.forward(one));
    }
    return Tensors.cat(outputs, 0);
  }

  /** Gradient with respect to h, in the weights' type. */
  Tensor backward(Tensor dy, Tensor h, Gradients gradients) {
    Sequences s = Objects.requireNonNull(sequences);
    Tensor dOut = out.backward(dy, Objects.requireNonNull(attended), gradients); // (N, H·d)
    BlockedAttention.Gradients d = attentionGradients(dOut, s);
    Rotation.Angles angles = parts.rotary().of(s);
    Tensor dq = Rotation.backInto(fresh(d.q()), d.q(), angles);
    Tensor dk = Rotation.backInto(fresh(d.k()), d.k(), angles);
    dq = throughNorm(dq, rawQueries, parts.queryNorm(), gradients);
    dk = throughNorm(dk, rawKeys, parts.keyNorm(), gradients);
    Tensor all = Tensors.empty(dy.dtype(), dy.device(), dy.size(0), qkv.outputs());
    heads(qkv.part(all, 0)).copyFromInPlace(dq);
    heads(qkv.part(all, 1)).copyFromInPlace(dk);
    heads(qkv.part(all, 2)).copyFromInPlace(d.v());
    return qkv.backward(all, h, gradients);
  }

  private BlockedAttention.Gradients attentionGradients(Tensor dOut, Sequences sequences) {
    List<Tensor> dq = new ArrayList<>();
    List<Tensor> dk = new ArrayList<>();
    List<Tensor> dv = new ArrayList<>();
    for (int i = 0; i < sequences.count(); i++) {
      BlockedAttention.Gradients one =
          BlockedAttention.backward(
              dOut.narrow(0, sequences.starts()[i], sequences.length(i)), saved.get(i));
      dq.add(one.q());
      dk.add(one.k());
      dv.add(one.v());
    }
    return new BlockedAttention.Gradients(
        Tensors.cat(dq, 0), Tensors.cat(dk, 0), Tensors.cat(dv, 0));
  }

  private Tensor normed(Tensor x, Parameter weight) {
    Tensor reciprocal = RmsNorm.reciprocal(x, parts.normEpsilon());
    return RmsNorm.apply(x, reciprocal, weight.value(), DType.FLOAT32);
  }

  private Tensor throughNorm(
      Tensor d, @Nullable Tensor x, @Nullable Parameter gain, Gradients gradients) {
    if (x == null || gain == null) {
      return d;
    }
    Tensor reciprocal = RmsNorm.reciprocal(x, parts.normEpsilon());
    return RmsNormTape.backward(gain, d, x, reciprocal, gradients);
  }

  /** (N, heads·d) as (N, heads, d), a view. */
  private Tensor heads(Tensor x) {
    return x.reshape(x.size(0), -1, parts.shape().headSize());
  }

  private static Tensor fresh(Tensor like) {
    return Tensors.empty(DType.FLOAT32, like.device(), like.shape());
  }

  private Tensor keep(Tensor tensor) {
    owned.add(tensor.keep());
    return tensor;
  }

  @Override
  public void close() {
    owned.forEach(Tensor::close);
    qkv.close();
    out.close();
  }
}
