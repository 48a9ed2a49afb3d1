// Licensed under the Apache License, Version 2.0.
package org.eidograph.train;

import java.util.Arrays;

/**
 * How often texts of each class were taken for each class, and what follows from it.
 *
 * <pre>
 * accuracy  = Σ_c n_cc / Σ n
 * F1_c      = 2·n_cc / (Σ_p n_cp + Σ_t n_tc)
 * macro-F1  = mean of F1_c over the classes that occur, as true or as predicted ones
 * </pre>
 */
public final class ConfusionMatrix {
  private final long[][] counts;

  /** An empty matrix. */
  public ConfusionMatrix(int classes) {
    if (classes < 1) {
      throw new IllegalArgumentException("a confusion matrix needs a class, got " + classes);
    }
    this.counts = new long[classes][classes];
  }

  /** Counts one text. */
  public void add(int truth, int predicted) {
    counts[truth][predicted]++;
  }

  /** Number of classes C. */
  public int classes() {
    return counts.length;
  }

  /** Texts of one class that were taken for another or the same. */
  public long count(int truth, int predicted) {
    return counts[truth][predicted];
  }

  /** Texts of a class. */
  public long ofClass(int truth) {
    return Arrays.stream(counts[truth]).sum();
  }

  /** Texts taken for a class. */
  public long predicted(int predicted) {
    return Arrays.stream(counts).mapToLong(row -> row[predicted]).sum();
  }

  /** All texts. */
  public long total() {
    return Arrays.stream(counts).flatMapToLong(Arrays::stream).sum();
  }

  /** Share of texts whose class was found, in [0, 1]; NaN without texts. */
  public double accuracy() {
    long right = 0;
    for (int c = 0; c < counts.length; c++) {
      right += counts[c][c];
    }
    return (double) right / total();
  }

  /** Harmonic mean of precision and recall of a class; NaN if it never occurs. */
  public double f1(int c) {
    return 2.0 * counts[c][c] / (ofClass(c) + predicted(c));
  }

  /** Mean F1 over the classes that occur; NaN without texts. */
  public double macroF1() {
    double sum = 0;
    int occurring = 0;
    for (int c = 0; c < counts.length; c++) {
      if (ofClass(c) + predicted(c) > 0) {
        sum += f1(c);
        occurring++;
      }
    }
    return sum / occurring;
  }
}
