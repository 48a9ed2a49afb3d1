// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Tokenized examples, read by number in any order and from any thread. Small data lives in memory,
 * large data in a mapped temporary file; either way the heap holds 20 bytes an example besides.
 *
 * <p>Closing forgets the mapping; the temporary file itself is gone as soon as the operating system
 * allows, at the latest when the process ends.
 */
final class ExampleStore implements AutoCloseable {
  /** An example never crosses a multiple of this many bytes, so that one buffer holds it. */
  static final int SEGMENT = 1 << 30;

  private List<ByteBuffer> segments;
  private final long[] offsets;
  private final int[] lengths;
  private final int[] rows;
  private final int[] labels;

  ExampleStore(List<ByteBuffer> segments, Index index) {
    this.segments = List.copyOf(segments);
    this.offsets = index.offsets();
    this.lengths = index.lengths();
    this.rows = index.rows();
    this.labels = index.labels();
  }

  /**
   * Where each example stands.
   *
   * @param offsets byte of the first token id
   * @param lengths tokens
   * @param rows number of the row, or of the window, that the example comes from
   * @param labels class of each example, or {@link Example#UNLABELLED}
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over once
  record Index(long[] offsets, int[] lengths, int[] rows, int[] labels) {}

  /** Bytes of an example: 4 for an id, 1 bit for its mark. */
  static int bytes(int length) {
    return 4 * length + (length + 7) / 8;
  }

  int size() {
    return lengths.length;
  }

  int length(int index) {
    return lengths[index];
  }

  int row(int index) {
    return rows[index];
  }

  /**
   * A fresh copy of an example.
   *
   * @throws IllegalStateException if the store is closed
   */
  Example get(int index) {
    long offset = offsets[index];
    List<ByteBuffer> open = segments;
    if (open.isEmpty()) {
      throw new IllegalStateException("the data source is closed");
    }
    ByteBuffer bytes = open.get((int) (offset / SEGMENT));
    int start = (int) (offset % SEGMENT);
    int length = lengths[index];
    int[] ids = new int[length];
    boolean[] trained = new boolean[length];
    for (int i = 0; i < length; i++) {
      ids[i] = bytes.getInt(start + 4 * i);
      trained[i] = (bytes.get(start + 4 * length + i / 8) >> (i % 8) & 1) != 0;
    }
    return new Example(ids, trained, labels[index]);
  }

  @Override
  public void close() {
    segments = List.of();
  }
}
