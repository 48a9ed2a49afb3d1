// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.bert;

import org.eidograph.model.Sequences;
import org.eidograph.torch.Attention;
import org.eidograph.torch.Device;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * Sequences that lie end to end, seen as rows of one length for attention: short ones are padded
 * and the padding is masked. Everything but attention works on the tokens alone.
 *
 * @param rows number of sequences B
 * @param length of the longest, T
 * @param tokenOfSlot token that fills each of the B·T slots, any at padding; null without padding
 * @param slotOfToken slot of each of the N tokens; null without padding
 * @param mask (B, T) of 0, and −∞ at padding; null without padding
 */
record PaddedRows(
    int rows,
    int length,
    @Nullable Tensor tokenOfSlot,
    @Nullable Tensor slotOfToken,
    @Nullable Tensor mask) {
  static PaddedRows of(Sequences sequences, Device device) {
    int rows = sequences.count();
    int length = sequences.longest();
    if (rows * length == sequences.tokens()) {
      return new PaddedRows(rows, length, null, null, null);
    }
    int[] tokenOfSlot = new int[rows * length];
    int[] slotOfToken = new int[sequences.tokens()];
    float[] mask = new float[rows * length];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < length; i++) {
        int slot = row * length + i;
        int token = sequences.starts()[row] + i;
        if (i < sequences.length(row)) {
          tokenOfSlot[slot] = token;
          slotOfToken[token] = slot;
        } else {
          mask[slot] = Float.NEGATIVE_INFINITY;
        }
      }
    }
    return new PaddedRows(
        rows,
        length,
        Tensors.ofInts(tokenOfSlot, device),
        Tensors.ofInts(slotOfToken, device),
        Tensors.ofFloats(mask, rows, length).to(device));
  }

  /**
   * Attention within each row; takes part in autograd.
   *
   * @param q (N, D)
   * @param k (N, D)
   * @param v (N, D)
   * @return (N, D)
   */
  Tensor attend(Tensor q, Tensor k, Tensor v, int heads, double scale) {
    Tensor out =
        Attention.attendBothWays(padded(q, heads), padded(k, heads), padded(v, heads), mask, scale);
    Tensor flat = out.reshape((long) rows * length, q.size(1)); // (B, T, D) -> (B·T, D)
    return slotOfToken == null ? flat : flat.indexSelect(0, slotOfToken);
  }

  private Tensor padded(Tensor x, int heads) {
    Tensor slots = tokenOfSlot == null ? x : x.indexSelect(0, tokenOfSlot);
    return slots.reshape(rows, length, heads, x.size(1) / heads); // (B·T, D) -> (B, T, H, d)
  }
}
