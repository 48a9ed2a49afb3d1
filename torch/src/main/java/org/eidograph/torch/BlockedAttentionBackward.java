// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

/**
 * One sequence of {@link BlockedAttention} on its way back, block by block.
 *
 * @param queries scaled, (G, T·H/G, d) float32
 * @param keys (G, T, d) float32
 * @param typed the same two, the values and the output's gradient in q's type
 * @param sums the gradients, float32
 */
record BlockedAttentionBackward(
    BlockedAttention.Inputs in, Tensor queries, Tensor keys, Typed typed, Sums sums) {
  /** Rows in q's type; queries scaled. */
  record Typed(Tensor queries, Tensor keys, Tensor values, Tensor dOut) {}

  /** q (G, T·H/G, d), k and v (G, T, d); those of q are written, the others added to. */
  record Sums(Tensor q, Tensor k, Tensor v) {}

  static BlockedAttentionBackward of(BlockedAttention.Inputs in, Tensor dOut) {
    DType type = in.q().dtype();
    Tensor queries = BlockedAttention.scaled(in);
    Tensor keys = BlockedAttention.grouped(in.k(), in, DType.FLOAT32);
    return new BlockedAttentionBackward(
        in,
        queries,
        keys,
        new Typed(
            queries.to(type),
            keys.to(type),
            BlockedAttention.grouped(in.v(), in, type),
            BlockedAttention.grouped(dOut, in, type)),
        new Sums(Tensors.emptyLike(queries), Tensors.zerosLike(keys), Tensors.zerosLike(keys)));
  }

  /** Adds what one block of queries gives. */
  void take(AttentionBlock block) {
    Tensor p = block.probabilities(queries, keys);
    Tensor dO = block.queryRows(typed.dOut());
    Tensor dP = dO.matmul(block.keyRows(typed.values()).transpose(1, 2));
    Tensor rounded = p.to(in.q().dtype());
    Tensor dS = Dispatch.softmaxBackward(dP, rounded);
    addProducts(block.keyRows(sums.v()), rounded.transpose(1, 2), dO);
    // queries carry the scale
    addProducts(block.keyRows(sums.k()), dS.transpose(1, 2), block.queryRows(typed.queries()));
    block.queryRows(sums.q()).copyFromInPlace(dS.matmul(block.keyRows(typed.keys())));
  }

  private static void addProducts(Tensor sum, Tensor left, Tensor right) {
    if (left.dtype() == sum.dtype()) {
      sum.addMatmulsInPlace(left, right);
    } else {
      sum.addInPlace(left.matmul(right));
    }
  }

  BlockedAttention.Gradients gradients() {
    sums.q().mulInPlace(in.scale());
    Tensor q = Tensors.empty(DType.FLOAT32, in.q().device(), in.q().shape());
    long perGroup = in.heads() / in.groups();
    in.perToken(q)
        .copyFromInPlace(sums.q().reshape(in.groups(), in.tokens(), perGroup, in.q().size(2)));
    return new BlockedAttention.Gradients(q, sums.k().transpose(0, 1), sums.v().transpose(0, 1));
  }
}
