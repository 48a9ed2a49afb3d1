// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Softmax attention that takes part in autograd, on any device. */
public final class Attention {
  static {
    Torch.load();
  }

  private Attention() {}

  /**
   * {@code softmax(scale·Q·Kᵀ + mask)·V}, in float32 even for bfloat16, whose CPU kernel is many
   * times slower; float64 stays float64.
   *
   * @param q (T, H, d)
   * @param k (S, G, d), G dividing H, S ≥ T
   * @param v (S, G, d)
   * @param mask additive (T, S) float32, or null for causal attention with S = T
   * @return (T, H·d) in q's type
   */
  public static Tensor attend(Tensor q, Tensor k, Tensor v, @Nullable Tensor mask, double scale) {
    org.bytedeco.pytorch.Tensor result =
        torch.scaled_dot_product_attention(
            heads(q),
            heads(k),
            heads(v),
            mask == null
                ? new TensorOptional()
                : new TensorOptional(mask.to(q.dtype().ofSums()).raw),
            0,
            mask == null,
            new DoubleOptional(scale),
            q.size(1) != k.size(1));
    return new Tensor(result.transpose(1, 2).reshape(q.size(0), q.size(1) * q.size(2)))
        .to(q.dtype());
  }

  /**
   * Attention of every token of a row to all tokens of its row, before and after it: {@code
   * softmax(scale·Q·Kᵀ + mask)·V}, in float32.
   *
   * @param q (B, T, H, d)
   * @param k (B, T, H, d)
   * @param v (B, T, H, d)
   * @param mask additive (B, T, T) float32, queries by keys, 0 or −∞; null where all of a row see
   *     each other
   * @return (B, T, H·d)
   */
  public static Tensor attendBothWays(
      Tensor q, Tensor k, Tensor v, @Nullable Tensor mask, double scale) {
    TensorOptional keys =
        mask == null
            ? new TensorOptional()
            : new TensorOptional(mask.to(q.dtype()).raw.unsqueeze(1)); // (B, 1, T, T)
    org.bytedeco.pytorch.Tensor result =
        torch.scaled_dot_product_attention(
            q.raw.transpose(1, 2),
            k.raw.transpose(1, 2),
            v.raw.transpose(1, 2),
            keys,
            0,
            false,
            new DoubleOptional(scale),
            false);
    return new Tensor(result.transpose(1, 2).reshape(q.size(0), q.size(1), q.size(2) * q.size(3)));
  }

  /**
   * The additive mask of causal attention in which a token sees itself and the {@code window − 1}
   * tokens before it.
   *
   * @param queries number of query positions, the last of {@code keys}
   * @param keys number of key positions
   * @param window 0 for no limit
   * @return (queries, keys) float32 of 0 and −∞
   */
  public static Tensor causalMask(long queries, long keys, long window, Device device) {
    long offset = keys - queries; // position of the first query
    Tensor all = Tensors.full(Double.NEGATIVE_INFINITY, DType.FLOAT32, device, queries, keys);
    Tensor future = all.upperTriangle(offset + 1);
    return window == 0 ? future : future.addInPlace(all.lowerTriangle(offset - window));
  }

  private static org.bytedeco.pytorch.Tensor heads(Tensor x) {
    // (T, H, d) -> (1, H, T, d)
    return x.to(x.dtype().ofSums()).raw.transpose(0, 1).unsqueeze(0);
  }
}
