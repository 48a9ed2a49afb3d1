// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.coordinates;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.model.Sequences;
import org.eidograph.model.nn.AttentionShape;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/** {@code scale·q·k} of every pair of tokens that attend to one another. */
final class AttentionLogits {
  private AttentionLogits() {}

  /**
   * All of them, sequence after sequence.
   *
   * @param q (N, H, d) positions applied
   * @param k (N, G, d) positions applied
   * @return (H, pairs)
   */
  static Tensor of(AttentionShape shape, Sequences sequences, Tensor q, Tensor k) {
    List<Tensor> parts = new ArrayList<>();
    for (int s = 0; s < sequences.count(); s++) {
      int start = sequences.starts()[s];
      int length = sequences.length(s);
      Tensor queries = q.narrow(0, start, length).transpose(0, 1); // (H, T, d)
      Tensor keys = shared(shape, k.narrow(0, start, length).transpose(0, 1));
      Tensor logits = queries.matmul(keys.transpose(1, 2)).mul(shape.scale()); // (H, T, T)
      long[] seen = seen(length, shape.window());
      parts.add(
          logits
              .reshape(shape.heads(), (long) length * length)
              .indexSelect(1, Tensors.ofLongs(seen, seen.length)));
    }
    return Tensors.cat(parts, 1);
  }

  /** Keys of each query head: (G, T, d) to (H, T, d). */
  private static Tensor shared(AttentionShape shape, Tensor keys) {
    long tokens = keys.size(1);
    long group = shape.heads() / shape.keyValueHeads();
    return keys.unsqueeze(1)
        .expand(shape.keyValueHeads(), group, tokens, shape.headSize())
        .reshape(shape.heads(), tokens, shape.headSize());
  }

  private static long[] seen(int length, int window) {
    List<Long> pairs = new ArrayList<>();
    for (int query = 0; query < length; query++) {
      int oldest = window == 0 ? 0 : Math.max(0, query - window + 1);
      for (int key = oldest; key <= query; key++) {
        pairs.add((long) query * length + key);
      }
    }
    return pairs.stream().mapToLong(Long::longValue).toArray();
  }
}
