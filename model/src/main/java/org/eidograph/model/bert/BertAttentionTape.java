// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.bert;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.eidograph.model.Pass;
import org.eidograph.model.tape.Gradients;
import org.eidograph.model.tape.LinearGroupTape;
import org.eidograph.torch.DType;
import org.eidograph.torch.MaskedAttention;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * An encoder's attention with its projections, forward and backward without a graph: {@code
 * O·attention(Q·x, K·x, V·x)}, the output projection for the rows alone that are read.
 */
final class BertAttentionTape implements AutoCloseable {
  private final LinearGroupTape qkv;
  private final LinearGroupTape out;
  private final int heads;
  private final double scale;
  private final int @Nullable [] read;
  private final List<Tensor> owned = new ArrayList<>();
  private @Nullable PackedRows rows;
  private MaskedAttention.@Nullable Inputs inputs;
  private MaskedAttention.@Nullable Output output;
  private @Nullable Tensor mixed; // what O reads, (R, D) in the weights' type
  private @Nullable Tensor readSlots; // the slots of the rows that are read; null for all

  BertAttentionTape(BertBlock block, int @Nullable [] read) {
    this.qkv = new LinearGroupTape(block.qkv());
    this.out = new LinearGroupTape(block.out());
    this.heads = block.parts().heads();
    this.scale = block.parts().scale();
    this.read = read;
  }

  /** (N, D) to (R, D), in the weights' type. */
  Tensor forward(Tensor x, Pass pass) {
    rows = PackedRows.of(pass.sequences(), pass.device());
    rows.keep();
    Tensor slots = keep(rows.slots(qkv.forward(x, pass)).to(DType.FLOAT32)); // (B·T, 3D)
    inputs =
        new MaskedAttention.Inputs(
            keep(byHead(slots, 0)),
            keep(byHead(slots, 1)),
            keep(byHead(slots, 2)),
            rows.mask(),
            scale);
    output = MaskedAttention.forward(inputs);
    keep(output.values());
    keep(output.logSums());
    Tensor values = output.values().reshape(slots.size(0), -1); // (B, T, H, d) -> (B·T, D)
    if (read != null) {
      readSlots = keep(rows.slotsOf(read, pass.device()));
    }
    mixed =
        keep(
            (readSlots == null ? rows.ofTokens(values) : values.indexSelect(0, readSlots))
                .to(x.dtype()));
    return out.forward(mixed, pass);
  }

  /** q, k or v as (B, T, H, d), a view. */
  private Tensor byHead(Tensor slots, int part) {
    PackedRows r = Objects.requireNonNull(rows);
    return qkv.part(slots, part).reshape(r.rows(), r.length(), heads, -1);
  }

  /** Gradient with respect to x, in the weights' type. */
  Tensor backward(Tensor dy, Tensor x, Gradients gradients) {
    return qkv.backward(throughAttention(dy, x, gradients), x, gradients);
  }

  /** Like {@link #backward} where nobody reads the gradient of x. */
  void backwardToParameters(Tensor dy, Tensor x, Gradients gradients) {
    qkv.backwardToParameters(throughAttention(dy, x, gradients), x, gradients);
  }

  /** Gradient with respect to q, k and v side by side, (N, 3D). */
  private Tensor throughAttention(Tensor dy, Tensor x, Gradients gradients) {
    PackedRows r = Objects.requireNonNull(rows);
    MaskedAttention.Inputs in = Objects.requireNonNull(inputs);
    Tensor dMixed = out.backward(dy, Objects.requireNonNull(mixed), gradients).to(DType.FLOAT32);
    Tensor dValues = // (B·T, D)
        readSlots == null
            ? r.slotsAndZeros(dMixed)
            : Tensors.zeros(DType.FLOAT32, x.device(), (long) r.rows() * r.length(), dMixed.size(1))
                .indexCopyInPlace(0, readSlots, dMixed);
    MaskedAttention.Gradients d =
        MaskedAttention.backward(
            dValues.reshape(in.q().shape()), in, Objects.requireNonNull(output));
    List<Tensor> parts =
        List.of(d.q(), d.k(), d.v()).stream()
            .map(part -> r.ofTokens(part.reshape(dValues.size(0), -1)))
            .toList();
    return Tensors.cat(parts, 1).to(x.dtype());
  }

  private Tensor keep(Tensor tensor) {
    owned.add(tensor.keep());
    return tensor;
  }

  @Override
  public void close() {
    owned.forEach(Tensor::close);
    if (rows != null) {
      rows.close();
    }
    qkv.close();
    out.close();
  }
}
