// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** Counts what becomes of a file's rows while they are read. */
final class FileTally {
  private final Path file;
  private final Split purpose;
  private final LengthHistogram lengths;
  private final Map<Tokenized.Fate, Long> fates = new EnumMap<>(Tokenized.Fate.class);
  private String shape = "";
  private long rows;
  private long examples;

  FileTally(Path file, Split purpose, LengthHistogram lengths) {
    this.file = file;
    this.purpose = purpose;
    this.lengths = lengths;
  }

  void shape(String label) {
    shape = label;
  }

  void row(Tokenized row) {
    rows++;
    examples += row.examples().size();
    fates.merge(row.fate(), 1L, Long::sum);
    lengths.add(row.length());
  }

  void document() {
    rows++;
  }

  void window(int length) {
    examples++;
    lengths.add(length);
  }

  long rows() {
    return rows;
  }

  DataReport.FileCount count() {
    return new DataReport.FileCount(
        file.toString(),
        purpose,
        shape,
        rows,
        examples,
        of(Tokenized.Fate.TRUNCATED),
        of(Tokenized.Fate.SPLIT),
        of(Tokenized.Fate.DROPPED),
        of(Tokenized.Fate.MASKED));
  }

  private long of(Tokenized.Fate fate) {
    return fates.getOrDefault(fate, 0L);
  }
}
