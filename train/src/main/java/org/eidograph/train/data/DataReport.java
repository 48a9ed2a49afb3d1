// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.util.List;

/**
 * What was read and what will be trained on, as plain values.
 *
 * @param maxLength most tokens of an example
 * @param conversationFormat how conversations were written down
 * @param lengths rows by their number of tokens, before anything was cut; windows for plain text
 * @param longest tokens of the longest row
 * @param sample the first training example, as runs of tokens that are learned or only read
 */
public record DataReport(
    int maxLength,
    String conversationFormat,
    List<FileCount> files,
    SetCount train,
    SetCount eval,
    SetCount test,
    List<LengthBucket> lengths,
    long longest,
    List<Run> sample) {
  public DataReport {
    files = List.copyOf(files);
    lengths = List.copyOf(lengths);
    sample = List.copyOf(sample);
  }

  /** Rows that were cut, over all files. */
  public long truncated() {
    return files.stream().mapToLong(FileCount::truncated).sum();
  }

  /** Rows that were left out for their length, over all files. */
  public long dropped() {
    return files.stream().mapToLong(FileCount::dropped).sum();
  }

  /** Rows left out because they have no token to learn, over all files. */
  public long fullyMasked() {
    return files.stream().mapToLong(FileCount::fullyMasked).sum();
  }

  /**
   * A file.
   *
   * @param shape of its rows, or {@code plain text}
   * @param rows read; 1 for plain text
   * @param examples kept
   * @param truncated rows cut to the maximal length
   * @param split rows cut into several examples
   * @param dropped rows left out for their length
   * @param fullyMasked rows left out because they have no token to learn
   */
  public record FileCount(
      String file,
      Split purpose,
      String shape,
      long rows,
      long examples,
      long truncated,
      long split,
      long dropped,
      long fullyMasked) {}

  /**
   * A set of examples.
   *
   * @param trainedTokens tokens that the model has to predict
   */
  public record SetCount(long examples, long tokens, long trainedTokens) {
    static SetCount of(ExampleSet set) {
      return new SetCount(set.size(), set.tokens(), set.targets());
    }
  }

  /** Rows with {@code from} to {@code to} tokens, both included. */
  public record LengthBucket(long from, long to, long rows) {}

  /** Consecutive tokens as text. */
  public record Run(String text, boolean trained) {}
}
