// Licensed under the Apache License, Version 2.0.
package org.eidograph.placement;

/**
 * How samples are scored.
 *
 * @param averaging over tokens, or over padded batches
 * @param maxSamples samples used at most; the ranking is stable from about 64 on
 * @param maxLength tokens used of each sample at most
 */
public record ScoringOptions(Averaging averaging, int maxSamples, int maxLength) {
  /** Every token of at most 128 samples of at most 256 tokens. */
  public static final ScoringOptions DEFAULT = new ScoringOptions(Averaging.overTokens(), 128, 256);

  public ScoringOptions {
    if (maxSamples < 1 || maxLength < 1) {
      throw new IllegalArgumentException(
          "samples and length must be at least 1, got %d and %d".formatted(maxSamples, maxLength));
    }
  }

  /** The same with another averaging. */
  public ScoringOptions averaging(Averaging other) {
    return new ScoringOptions(other, maxSamples, maxLength);
  }
}
