// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Softmax attention within rows, before and after each token, with an explicit backward, for
 * engines that keep no graph.
 *
 * <pre>
 * S = scale·Q·Kᵀ + mask     P = softmax(S)     O = P·V
 * </pre>
 *
 * <p>Computed in float32 by libtorch's kernel, which keeps of each row of P the logarithm of its
 * sum alone and computes P again in backward. Shapes: B rows of T slots, H heads, d head size.
 */
public final class MaskedAttention {
  private MaskedAttention() {}

  /**
   * What attends to what.
   *
   * @param q (B, T, H, d) float32
   * @param k (B, T, H, d) float32
   * @param v (B, T, H, d) float32
   * @param mask additive (B, T, T) float32, queries by keys, of 0 and −∞; every query must see a
   *     key; null where all see all
   * @param scale multiplier of q·k
   */
  public record Inputs(Tensor q, Tensor k, Tensor v, @Nullable Tensor mask, double scale) {
    private List<Tensor> byHead() {
      return List.of(q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2));
    }

    private @Nullable Tensor maskOfAllHeads() {
      return mask == null ? null : mask.unsqueeze(1); // (B, T, T) -> (B, 1, T, T)
    }
  }

  /**
   * What backward needs of a forward.
   *
   * @param values (B, T, H, d)
   * @param logSums logarithm of the sum of each row of exp(S), (B, H, T)
   */
  public record Output(Tensor values, Tensor logSums) {}

  /** Gradients in float32, each (B, T, H, d). */
  public record Gradients(Tensor q, Tensor k, Tensor v) {}

  /** Attends. */
  public static Output forward(Inputs in) {
    List<Tensor> heads = in.byHead();
    List<Tensor> out =
        Dispatch.flashAttentionBothWays(
            heads.get(0), heads.get(1), heads.get(2), in.maskOfAllHeads(), in.scale);
    return new Output(out.get(0).transpose(1, 2), out.get(1));
  }

  /**
   * Differentiates.
   *
   * @param gradient of the values, (B, T, H, d) float32
   */
  public static Gradients backward(Tensor gradient, Inputs in, Output output) {
    List<Tensor> d =
        Dispatch.flashAttentionBothWaysBackward(
            gradient.transpose(1, 2),
            in.byHead(),
            List.of(output.values.transpose(1, 2), output.logSums),
            in.maskOfAllHeads(),
            in.scale);
    return new Gradients(
        d.get(0).transpose(1, 2), d.get(1).transpose(1, 2), d.get(2).transpose(1, 2));
  }
}
