// Licensed under the Apache License, Version 2.0.
package org.eidograph.placement;

/** Over what a module's gain is averaged. */
public sealed interface Averaging {
  /** Tokens that run through the model together by default; bounds the memory, not the result. */
  int DEFAULT_BATCH_TOKENS = 256;

  /** How much the mean over a batch of so many tokens counts. */
  double weight(long tokens);

  /**
   * Every token of the samples counts once, and there is no padding.
   *
   * @param batchTokens tokens that run through the model together, unless one sample has more
   */
  record OverTokens(int batchTokens) implements Averaging {
    public OverTokens {
      requirePositive("tokens of a batch", batchTokens);
    }

    @Override
    public double weight(long tokens) {
      return tokens;
    }
  }

  /**
   * As the authors' published numbers were made: samples are padded on the right to the longest of
   * their batch, padding counts like any token, and every batch counts once.
   *
   * <p>Here a padding token also attends to the padding before it; the authors' attention mask
   * hides that from it. Real tokens see no padding either way.
   *
   * @param batchSize samples of a batch, 8 in the authors' runs
   * @param padId token that pads, the end of sequence in the authors' runs
   */
  record OverPaddedBatches(int batchSize, int padId) implements Averaging {
    public OverPaddedBatches {
      requirePositive("samples of a batch", batchSize);
      if (padId < 0) {
        throw new IllegalArgumentException("a padding token must be an id from 0 on, got " + padId);
      }
    }

    @Override
    public double weight(long tokens) {
      return 1;
    }
  }

  /** Every token once, in batches of the default size. */
  static Averaging overTokens() {
    return new OverTokens(DEFAULT_BATCH_TOKENS);
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("%s must be at least 1, got %d".formatted(name, value));
    }
  }
}
