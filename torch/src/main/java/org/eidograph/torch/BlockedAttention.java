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
 * <p>Scores, softmax and their gradients are float32. With bfloat16 inputs the products behind the
 * softmax ({@code P·V} and the three of dQ, dK, dV) are bfloat16, as in the reference kernels.
 *
 * <p>Shapes: T tokens, H query heads, G key/value heads, d head size.
 */
public final class BlockedAttention {
  /** Rows of a block; fewer when their scores would exceed {@link #MOST_SCORES}. */
  private static final int BLOCK = 96;

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
    Tensor k = byHead(in.k).unsqueeze(1).expand(shared);
    Tensor v = byHead(in.v).unsqueeze(1).expand(shared);
    Tensor output = Dispatch.flashAttention(q.transpose(1, 2), k, v, in.scale);
    return output.transpose(1, 2).transpose(0, 1).reshape(in.tokens(), -1);
  }

  private static Tensor blocked(Inputs in) {
    Tensor output = Tensors.emptyLike(in.q);
    for (int start = 0; start < in.tokens(); start += in.blockRows()) {
      try (Scope scope = Scope.open()) {
        Block block = Block.at(in, start);
        Tensor p = block.probabilities(block.queries());
        block.copyTo(output, p.to(in.q.dtype()).matmul(block.keyRows(in.v)));
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
    Tensor dq = Tensors.empty(DType.FLOAT32, in.q.device(), in.q.shape());
    Tensor dk = Tensors.zeros(DType.FLOAT32, in.q.device(), byHead(in.k).shape());
    Tensor dv = Tensors.zeros(DType.FLOAT32, in.q.device(), byHead(in.k).shape());
    Tensor dOut = gradient.reshape(in.q.shape());
    for (int start = 0; start < in.tokens(); start += in.blockRows()) {
      try (Scope scope = Scope.open()) {
        Block.at(in, start).backward(dOut, dq, dk, dv);
      }
    }
    return new Gradients(dq.mulInPlace(in.scale), byHead(dk), byHead(dv));
  }

  /** (T, G, d) to (G, T, d), and back. */
  private static Tensor byHead(Tensor x) {
    return x.transpose(0, 1);
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

    /** Scaled queries, float32. */
    Tensor queries() {
      return queryRows(in.q).to(DType.FLOAT32).mul(in.scale);
    }

    /** P, (G, rows·H/G, keys) float32. */
    Tensor probabilities(Tensor queries) {
      Tensor scores = queries.matmul(keyRows(in.k).to(DType.FLOAT32).transpose(1, 2));
      long groups = in.groups();
      Tensor perToken = scores.reshape(groups, rows, in.heads() / groups, keys()); // a view
      // Without a window only the last `rows` keys can lie in a query's future.
      int masked = in.window == 0 ? rows : keys();
      Tensor mask = Attention.causalMask(rows, masked, in.window, in.q.device()).unsqueeze(1);
      perToken.narrow(3, keys() - masked, masked).addInPlace(mask);
      return scores.softmax(2);
    }

    void backward(Tensor dOut, Tensor dq, Tensor dk, Tensor dv) {
      DType type = in.q.dtype();
      Tensor queries = queries();
      Tensor p = probabilities(queries);
      Tensor dO = queryRows(dOut);
      Tensor dP = dO.to(DType.FLOAT32).matmul(keyRows(in.v).to(DType.FLOAT32).transpose(1, 2));
      Tensor dS = Dispatch.softmaxBackward(dP, p).to(type);
      Tensor probabilities = p.to(type);
      seen(dv).addInPlace(probabilities.transpose(1, 2).matmul(dO.to(type)));
      seen(dk).addInPlace(dS.transpose(1, 2).matmul(queries.to(type))); // queries carry the scale
      copyTo(dq, dS.matmul(keyRows(in.k)));
    }

    /** This block's part of (T, H, d) as (G, rows·H/G, d). */
    private Tensor queryRows(Tensor x) {
      long groups = in.groups();
      long size = x.size(2);
      return x.narrow(0, start, rows)
          .reshape(rows, groups, in.heads() / groups, size)
          .transpose(0, 1)
          .reshape(groups, rows * (in.heads() / groups), size);
    }

    /** Writes (G, rows·H/G, d) into this block's part of (T, H, d). */
    void copyTo(Tensor target, Tensor x) {
      long groups = in.groups();
      long perGroup = in.heads() / groups;
      target
          .narrow(0, start, rows)
          .reshape(rows, groups, perGroup, x.size(2)) // a view, the rows being contiguous
          .copyFromInPlace(x.reshape(groups, rows, perGroup, x.size(2)).transpose(0, 1));
    }

    /** The keys of (T, G, d) that are seen, as (G, keys, d), a view. */
    private Tensor keyRows(Tensor x) {
      return byHead(x.narrow(0, firstKey, keys()));
    }

    private Tensor seen(Tensor perHead) {
      return perHead.narrow(1, firstKey, keys());
    }
  }
}
