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
    private int tokens() {
      return (int) q.size(0);
    }

    private int heads() {
      return (int) q.size(1);
    }

    private int groups() {
      return (int) k.size(1);
    }

    /** (T, heads, d) as (G, T, heads/G, d), a view. */
    private Tensor perToken(Tensor x) {
      return x.reshape(x.size(0), groups(), x.size(1) / groups(), x.size(2)).transpose(0, 1);
    }

    private int blockRows() {
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
        Block block = Block.at(in, start);
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
    Backward whole = Backward.of(in, gradient.reshape(in.q.shape()));
    for (int start = 0; start < in.tokens(); start += in.blockRows()) {
      try (Scope scope = Scope.open()) {
        whole.take(Block.at(in, start));
      }
    }
    return whole.gradients();
  }

  /** (T, heads, d) to (G, T·heads/G, d), so that a group's rows are one matrix; a copy. */
  private static Tensor grouped(Tensor x, Inputs in, DType type) {
    long groups = in.groups();
    Tensor y = Tensors.empty(type, x.device(), groups, x.size(0) * x.size(1) / groups, x.size(2));
    y.reshape(groups, x.size(0), x.size(1) / groups, x.size(2)).copyFromInPlace(in.perToken(x));
    return y;
  }

  private static Tensor scaled(Inputs in) {
    return grouped(in.q, in, DType.FLOAT32).mulInPlace(in.scale);
  }

  /**
   * One sequence on its way back.
   *
   * @param queries scaled, (G, T·H/G, d) float32
   * @param keys (G, T, d) float32
   * @param typed the same two, the values and the output's gradient in q's type
   * @param sums the gradients, float32
   */
  private record Backward(Inputs in, Tensor queries, Tensor keys, Typed typed, Sums sums) {
    record Typed(Tensor queries, Tensor keys, Tensor values, Tensor dOut) {}

    record Sums(Tensor q, Tensor k, Tensor v) {}

    static Backward of(Inputs in, Tensor dOut) {
      DType type = in.q.dtype();
      Tensor queries = scaled(in);
      Tensor keys = grouped(in.k, in, DType.FLOAT32);
      return new Backward(
          in,
          queries,
          keys,
          new Typed(
              queries.to(type), keys.to(type), grouped(in.v, in, type), grouped(dOut, in, type)),
          new Sums(Tensors.emptyLike(queries), Tensors.zerosLike(keys), Tensors.zerosLike(keys)));
    }

    void take(Block block) {
      Tensor p = block.probabilities(queries, keys);
      Tensor dO = block.queryRows(typed.dOut);
      Tensor dP = dO.matmul(block.keyRows(typed.values).transpose(1, 2));
      Tensor rounded = p.to(in.q.dtype());
      Tensor dS = Dispatch.softmaxBackward(dP, rounded);
      addProducts(block.keyRows(sums.v), rounded.transpose(1, 2), dO);
      // queries carry the scale
      addProducts(block.keyRows(sums.k), dS.transpose(1, 2), block.queryRows(typed.queries));
      block.queryRows(sums.q).copyFromInPlace(dS.matmul(block.keyRows(typed.keys)));
    }

    private static void addProducts(Tensor sum, Tensor left, Tensor right) {
      if (left.dtype() == sum.dtype()) {
        sum.addMatmulsInPlace(left, right);
      } else {
        sum.addInPlace(left.matmul(right));
      }
    }

    Gradients gradients() {
      sums.q.mulInPlace(in.scale);
      Tensor q = Tensors.empty(DType.FLOAT32, in.q.device(), in.q.shape());
      long perGroup = in.heads() / in.groups();
      in.perToken(q)
          .copyFromInPlace(sums.q.reshape(in.groups(), in.tokens(), perGroup, in.q.size(2)));
      return new Gradients(q, sums.k.transpose(0, 1), sums.v.transpose(0, 1));
    }
  }

  /** Query rows [start, start + rows) and the keys [firstKey, start + rows) that they see. */
  private record Block(Inputs in, int start, int rows, int firstKey) {
    static Block at(Inputs in, int start) {
      int rows = Math.min(in.blockRows(), in.tokens() - start);
      int firstKey = in.window == 0 ? 0 : Math.max(0, start - in.window + 1);
      return new Block(in, start, rows, firstKey);
    }

    private int keys() {
      return start + rows - firstKey;
    }

    private long perGroup() {
      return in.heads() / in.groups();
    }

    /** P, (G, rows·H/G, keys) float32. */
    Tensor probabilities(Tensor queries, Tensor keys) {
      Tensor scores = queryRows(queries).matmul(keyRows(keys).transpose(1, 2));
      Tensor perToken = scores.reshape(in.groups(), rows, perGroup(), keys()); // a view
      // Without a window only the last `rows` keys can lie in a query's future.
      int masked = in.window == 0 ? rows : keys();
      Tensor mask = Attention.causalMask(rows, masked, in.window, in.q.device()).unsqueeze(1);
      perToken.narrow(3, keys() - masked, masked).addInPlace(mask);
      return scores.softmax(2);
    }

    /** This block's queries of (G, T·H/G, d), a view. */
    Tensor queryRows(Tensor grouped) {
      return grouped.narrow(1, start * perGroup(), rows * perGroup());
    }

    /** The keys of (G, T, d) that are seen, a view. */
    Tensor keyRows(Tensor grouped) {
      return grouped.narrow(1, firstKey, keys());
    }

    /** This block's tokens of (G, T, H/G, d), a view. */
    Tensor tokens(Tensor perToken) {
      return perToken.narrow(1, start, rows);
    }

    /** (G, rows·H/G, d) as (G, rows, H/G, d). */
    Tensor perToken(Tensor grouped) {
      return grouped.reshape(in.groups(), rows, perGroup(), grouped.size(2));
    }
  }
}
