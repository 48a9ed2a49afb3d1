// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

/** Query rows [start, start + rows) and the keys [firstKey, start + rows) that they see. */
record AttentionBlock(BlockedAttention.Inputs in, int start, int rows, int firstKey) {
  static AttentionBlock at(BlockedAttention.Inputs in, int start) {
    int rows = Math.min(in.blockRows(), in.tokens() - start);
    int firstKey = in.window() == 0 ? 0 : Math.max(0, start - in.window() + 1);
    return new AttentionBlock(in, start, rows, firstKey);
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
    int masked = in.window() == 0 ? rows : keys();
    Tensor mask = Attention.causalMask(rows, masked, in.window(), in.q().device()).unsqueeze(1);
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
