// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

/**
 * Causal softmax attention of one sequence with an explicit backward, for engines that keep no
 * graph.
 *
 * <pre>
 * S = scale·Q·Kᵀ + mask     P = softmax(S)     O = P·V
 * dP = dO·Vᵀ   dS = P∘(dP − Σ dP∘P)   dQ = scale·dS·K   dK = scale·dSᵀ·Q   dV = Pᵀ·dO
 * </pre>
 *
 * <p>Query rows are taken a block at a time against the keys they can see, so that about half of
 * the T×T scores are never computed and none are stored: backward computes P again. The query heads
 * that share a key head (grouped-query attention) are rows of one product.
 *
 * <p>Scores and softmax are float32. With bfloat16 inputs the products behind the softmax ({@code
 * P·V}, and dP and those of dQ, dK and dV) are bfloat16, which adds errors of the size that
 * rounding the inputs has: gradients are off by about 2^-8.
 *
 * <p>Shapes: T tokens, H query heads, G key/value heads, d head size.
 */
public final class BlockedAttention {
  /** Rows of a block; fewer when their scores would exceed {@link #MOST_SCORES}. */
  private static final int BLOCK = 128;

  /** Scores of one block, all heads: 16 MiB of float32. */
  private static final long MOST_SCORES = 1L << 22;

  private BlockedAttention() {}

  /**
   * One sequence.
   *
   * @param q (T, H, d)
   * @param k (T, G, d) in q's type
   * @param v (T, G, d) in q's type
   * @param window tokens each token sees, itself included; 0 for all before it
   * @param scale multiplier of q·k
   */
  public record Inputs(Tensor q, Tensor k, Tensor v, int window, double scale) {
    int tokens() {
      return (int) q.size(0);
    }

    int heads() {
      return (int) q.size(1);
    }

    int groups() {
      return (int) k.size(1);
    }

    /** (T, heads, d) as (G, T, heads/G, d), a view. */
    Tensor perToken(Tensor x) {
      return x.reshape(x.size(0), groups(), x.size(1) / groups(), x.size(2)).transpose(0, 1);
    }

    int blockRows() {
      long fitting = MOST_SCORES / ((long) heads() * tokens());
      return (int) Math.max(16, Math.min(BLOCK, fitting));
    }
  }

  /** Gradients in float32: q (T, H, d), k and v (T, G, d). */
  public record Gradients(Tensor q, Tensor k, Tensor v) {}

  /**
   * Attends.
   *
   * @return (T, H·d) in q's type
   */
  public static Tensor forward(Inputs in) {
    return in.q.dtype() == DType.BFLOAT16 && in.window == 0 && Cpu.multipliesBfloat16Tiles()
        ? flash(in)
        : blocked(in);
  }

  /** With tiles, libtorch's kernel is the fastest in bfloat16; without, the slowest by far. */
  private static Tensor flash(Inputs in) {
    long groups = in.groups();
    long perGroup = in.heads() / groups;
    long[] shared = {groups, perGroup, in.tokens(), in.q.size(2)};
    // (T, H, d) -> (G, H/G, T, d), all of them views
    Tensor q = in.q.reshape(in.tokens(), groups, perGroup, in.q.size(2)).transpose(0, 1);
    Tensor k = in.k.transpose(0, 1).unsqueeze(1).expand(shared);
    Tensor v = in.v.transpose(0, 1).unsqueeze(1).expand(shared);
    Tensor output = Dispatch.flashAttention(q.transpose(1, 2), k, v, in.scale);
    return output.transpose(1, 2).transpose(0, 1).reshape(in.tokens(), -1);
  }

  private static Tensor blocked(Inputs in) {
    Tensor output = Tensors.emptyLike(in.q);
    Tensor queries = scaled(in);
    Tensor keys = grouped(in.k, in, DType.FLOAT32);
    Tensor values = grouped(in.v, in, in.q.dtype());
    Tensor byGroup = in.perToken(output);
    for (int start = 0; start < in.tokens(); start += in.blockRows()) {
      try (Scope scope = Scope.open()) {
        AttentionBlock block = AttentionBlock.at(in, start);
        Tensor p = block.probabilities(queries, keys).to(in.q.dtype());
        Tensor rows = p.matmul(block.keyRows(values));
        block.tokens(byGroup).copyFromInPlace(block.perToken(rows));
      }
    }
    return output.reshape(in.tokens(), in.q.size(1) * in.q.size(2));
  }

  /**
   * Differentiates.
   *
   * @param gradient of the output, (T, H·d) in q's type
   */
  public static Gradients backward(Tensor gradient, Inputs in) {
    BlockedAttentionBackward whole =
        BlockedAttentionBackward.of(in, gradient.reshape(in.q.shape()));
    for (int start = 0; start < in.tokens(); start += in.blockRows()) {
      try (Scope scope = Scope.open()) {
        whole.take(AttentionBlock.at(in, start));
      }
    }
    return whole.gradients();
  }

  /** (T, heads, d) to (G, T·heads/G, d), so that a group's rows are one matrix; a copy. */
  static Tensor grouped(Tensor x, Inputs in, DType type) {
    long groups = in.groups();
    Tensor y = Tensors.empty(type, x.device(), groups, x.size(0) * x.size(1) / groups, x.size(2));
    y.reshape(groups, x.size(0), x.size(1) / groups, x.size(2)).copyFromInPlace(in.perToken(x));
    return y;
  }

  /** The queries so, float32, times the scale. */
  static Tensor scaled(Inputs in) {
    return grouped(in.q, in, DType.FLOAT32).mulInPlace(in.scale);
  }
}
