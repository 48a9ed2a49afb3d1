// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.bert;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.eidograph.model.Sequences;
import org.eidograph.torch.Attention;
import org.eidograph.torch.Device;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * Sequences that lie end to end, seen as rows of one length for attention: short ones share a row,
 * a mask keeps them apart, and what is left of a row is padding that sees only itself. Everything
 * but attention works on the tokens alone.
 *
 * @param rows number of rows B
 * @param length slots of a row, T
 * @param tokenOfSlot token that fills each of the B·T slots, any at padding; null if token i is in
 *     slot i
 * @param slotOfToken slot of each of the N tokens; null if token i is in slot i
 * @param mask (B, T, T) of 0, and −∞ where query and key belong to different sequences; null where
 *     each row is one sequence
 */
record PackedRows(
    int rows,
    int length,
    @Nullable Tensor tokenOfSlot,
    @Nullable Tensor slotOfToken,
    @Nullable Tensor mask) {
  /**
   * Slots that short sequences fill together where none is longer. A row of 64 would cost 1.4 times
   * as much for each token, most of it for what the mask discards; below 32 little is left to gain.
   */
  private static final int SHARED_LENGTH = 32;

  static PackedRows of(Sequences sequences, Device device) {
    int count = sequences.count();
    int longest = sequences.longest();
    if (count * longest == sequences.tokens() && (count == 1 || longest >= SHARED_LENGTH)) {
      return new PackedRows(count, longest, null, null, null);
    }
    List<List<Integer>> bins = bins(sequences, Math.max(longest, SHARED_LENGTH));
    int length = bins.stream().mapToInt(bin -> tokens(sequences, bin)).max().orElseThrow();
    int[] tokenOfSlot = new int[bins.size() * length];
    int[] slotOfToken = new int[sequences.tokens()];
    float[] mask = new float[bins.size() * length * length];
    Arrays.fill(mask, Float.NEGATIVE_INFINITY);
    for (int row = 0; row < bins.size(); row++) {
      int slot = 0;
      for (int sequence : bins.get(row)) {
        for (int i = 0; i < sequences.length(sequence); i++) {
          int token = sequences.starts()[sequence] + i;
          tokenOfSlot[row * length + slot + i] = token;
          slotOfToken[token] = row * length + slot + i;
        }
        seeEachOther(mask, row, length, slot, slot + sequences.length(sequence));
        slot += sequences.length(sequence);
      }
      seeEachOther(mask, row, length, slot, length); // padding: a softmax needs something to see
    }
    return new PackedRows(
        bins.size(),
        length,
        Tensors.ofInts(tokenOfSlot, device),
        Tensors.ofInts(slotOfToken, device),
        Tensors.ofFloats(mask, bins.size(), length, length).to(device));
  }

  private static void seeEachOther(float[] mask, int row, int length, int first, int end) {
    for (int query = first; query < end; query++) {
      int line = (row * length + query) * length;
      Arrays.fill(mask, line + first, line + end, 0);
    }
  }

  /** Sequences by row: the longest first, each into the first row with room. */
  private static List<List<Integer>> bins(Sequences sequences, int room) {
    List<List<Integer>> bins = new ArrayList<>();
    IntStream.range(0, sequences.count())
        .boxed()
        .sorted(Comparator.comparingInt((Integer s) -> sequences.length(s)).reversed())
        .forEach(
            s ->
                bins.stream()
                    .filter(bin -> tokens(sequences, bin) + sequences.length(s) <= room)
                    .findFirst()
                    .orElseGet(
                        () -> {
                          bins.add(new ArrayList<>());
                          return bins.get(bins.size() - 1);
                        })
                    .add(s));
    return bins;
  }

  private static int tokens(Sequences sequences, List<Integer> bin) {
    return bin.stream().mapToInt(sequences::length).sum();
  }

  /**
   * Attention within each sequence; takes part in autograd.
   *
   * @param q (N, D)
   * @param k (N, D)
   * @param v (N, D)
   * @return (N, D)
   */
  Tensor attend(Tensor q, Tensor k, Tensor v, int heads, double scale) {
    Tensor out =
        Attention.attendBothWays(
            inSlots(q, heads), inSlots(k, heads), inSlots(v, heads), mask, scale);
    return ofTokens(out.reshape((long) rows * length, q.size(1))); // (B, T, D) -> (B·T, D)
  }

  private Tensor inSlots(Tensor x, int heads) {
    return slots(x).reshape(rows, length, heads, x.size(1) / heads); // (B·T, D) -> (B, T, H, d)
  }

  /** What is in each slot, (N, D) to (B·T, D); at padding it means nothing. */
  Tensor slots(Tensor x) {
    return tokenOfSlot == null ? x : x.indexSelect(0, tokenOfSlot);
  }

  /** What each token finds in its slot, (B·T, D) to (N, D). */
  Tensor ofTokens(Tensor slots) {
    return slotOfToken == null ? slots : slots.indexSelect(0, slotOfToken);
  }

  /** The slots of some tokens. */
  Tensor slotsOf(int[] tokens, Device device) {
    Tensor some = Tensors.ofInts(tokens, device);
    return slotOfToken == null ? some : slotOfToken.indexSelect(0, some);
  }

  /** As {@link #slots}, with zeros at padding: the way back of {@link #ofTokens}. */
  Tensor slotsAndZeros(Tensor x) {
    if (slotOfToken == null) {
      return x;
    }
    Tensor slots = Tensors.zeros(x.dtype(), x.device(), (long) rows * length, x.size(1));
    return slots.indexCopyInPlace(0, slotOfToken, x);
  }

  void keep() {
    for (Tensor tensor : tensors()) {
      tensor.keep();
    }
  }

  void close() {
    tensors().forEach(Tensor::close);
  }

  private List<Tensor> tensors() {
    return tokenOfSlot == null || slotOfToken == null || mask == null
        ? List.of()
        : List.of(tokenOfSlot, slotOfToken, mask);
  }
}
