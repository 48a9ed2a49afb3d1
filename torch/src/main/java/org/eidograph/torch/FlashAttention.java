// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import org.jspecify.annotations.Nullable;

/**
 * Causal softmax attention of one sequence with an explicit backward, for engines that keep no
 * graph. Nothing of size T×T is ever stored.
 *
 * <p>{@code O = softmax(scale·Q·Kᵀ + mask)·V} per head; query head h reads key and value head
 * {@code h / groupSize} (grouped-query attention). Computed in float32 on the CPU: its kernel is
 * many times slower in bfloat16.
 *
 * <p>Shapes: T tokens, H query heads, G key/value heads, d head size.
 */
public final class FlashAttention {
  private FlashAttention() {}

  /**
   * What backward needs, all views of kept memory.
   *
   * @param q (G, H/G, T, d)
   * @param k (G, H/G, T, d), heads of a group sharing memory
   * @param v as k
   * @param output (G, H/G, T, d)
   * @param logSumExp the kernel's own layout
   * @param scale multiplier of q·k
   */
  public record Saved(
      Tensor q, Tensor k, Tensor v, Tensor output, Tensor logSumExp, double scale) {}

  /** Gradients: q (T, H, d), k and v (T, G, d). */
  public record Gradients(Tensor q, Tensor k, Tensor v) {}

  /**
   * Attends.
   *
   * @param q (T, H, d) float32
   * @param k (T, G, d) float32
   * @param v (T, G, d) float32
   * @param mask additive (T, T) float32 that includes causality, or null for plain causal
   */
  public static Saved forward(Tensor q, Tensor k, Tensor v, @Nullable Tensor mask, double scale) {
    long groups = k.size(1);
    long perGroup = q.size(1) / groups;
    Tensor queries = perKeyHead(q, groups, perGroup);
    Tensor keys = shared(k, perGroup);
    Tensor values = shared(v, perGroup);
    Tensor[] result = Dispatch.flashForward(queries, keys, values, mask == null, mask, scale);
    return new Saved(queries, keys, values, result[0], result[1], scale);
  }

  /** The attention output as (T, H·d), contiguous. */
  public static Tensor flatten(Tensor output) {
    long tokens = output.size(2);
    long width = output.size(0) * output.size(1) * output.size(3);
    // (G, H/G, T, d) -> (T, G, H/G, d)
    return output.transpose(1, 2).transpose(0, 1).reshape(tokens, width);
  }

  /**
   * Differentiates.
   *
   * @param gradient of the output, (T, H·d) float32
   */
  public static Gradients backward(Tensor gradient, Saved saved, @Nullable Tensor mask) {
    long groups = saved.q().size(0);
    long perGroup = saved.q().size(1);
    long tokens = saved.q().size(2);
    long size = saved.q().size(3);
    Tensor dOut = perKeyHead(gradient.reshape(tokens, groups * perGroup, size), groups, perGroup);
    Tensor[] d = Dispatch.flashBackward(dOut, saved, mask == null, mask);
    return new Gradients(
        flatten(d[0]).reshape(tokens, groups * perGroup, size),
        d[1].sum(1, false).transpose(0, 1),
        d[2].sum(1, false).transpose(0, 1));
  }

  private static Tensor perKeyHead(Tensor q, long groups, long perGroup) {
    // (T, H, d) -> (T, G, H/G, d) -> (G, H/G, T, d)
    return q.reshape(q.size(0), groups, perGroup, q.size(2)).transpose(0, 1).transpose(1, 2);
  }

  private static Tensor shared(Tensor k, long perGroup) {
    // (T, G, d) -> (G, 1, T, d) -> (G, H/G, T, d) without a copy
    return k.transpose(0, 1).unsqueeze(1).expand(k.size(1), perGroup, k.size(0), k.size(2));
  }
}
