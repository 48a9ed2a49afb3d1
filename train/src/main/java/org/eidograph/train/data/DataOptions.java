// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import org.eidograph.base.UsageException;

/**
 * How rows become examples. {@link #defaults} fills in what most runs want.
 *
 * @param maxLength most tokens of an example, at least 2
 * @param vocabularySize rows of the model's embedding; a larger token id is an error
 * @param evalFraction part of the rows (of the windows, for plain text) held out, in [0, 1)
 * @param seed of the hold-out
 * @param threads that tokenize; their number does not change the result
 * @param storeBytes tokenized data beyond this goes to a temporary file
 */
public record DataOptions(
    int maxLength,
    int vocabularySize,
    TrainOn trainOn,
    Overflow overflow,
    FieldMapping fields,
    double evalFraction,
    long seed,
    int threads,
    long storeBytes) {
  /** Tokenized data beyond this goes to a temporary file. */
  static final long STORE_BYTES = 64L << 20;

  public DataOptions {
    if (maxLength < 2 || maxLength > 1 << 24) {
      throw new UsageException(
          "the maximal length must lie in 2..%d tokens, but is %d".formatted(1 << 24, maxLength));
    }
    if (!(evalFraction >= 0 && evalFraction < 1)) {
      throw new UsageException(
          "the evaluation fraction must lie in [0, 1), but is " + evalFraction);
    }
    if (threads < 1) {
      throw new UsageException("tokenizing needs at least 1 thread, but got " + threads);
    }
  }

  /** Completions learned, long rows cut on the right, a tenth held out, seed 0. */
  public static DataOptions defaults(int maxLength, int vocabularySize) {
    return new DataOptions(
        maxLength,
        vocabularySize,
        TrainOn.COMPLETION,
        Overflow.RIGHT,
        FieldMapping.none(),
        0.1,
        0,
        Math.min(4, Runtime.getRuntime().availableProcessors()),
        STORE_BYTES);
  }

  /**
   * Tokens of a sequence.
   *
   * @param wanted by the user; 0 to leave it open
   * @param otherwise what is taken then, unless the model's limit is smaller
   * @param limit positions of the model
   * @throws UsageException if more is wanted than the model has
   */
  public static int maxLength(int wanted, int otherwise, int limit) {
    if (wanted < 0 || wanted > limit) {
      throw new UsageException(
          "the maximal length must not be negative or exceed the model's %d positions, got %d; change --max-length"
              .formatted(limit, wanted));
    }
    return wanted > 0 ? wanted : Math.min(limit, otherwise);
  }

  public DataOptions withTrainOn(TrainOn value) {
    return new DataOptions(
        maxLength,
        vocabularySize,
        value,
        overflow,
        fields,
        evalFraction,
        seed,
        threads,
        storeBytes);
  }

  public DataOptions withOverflow(Overflow value) {
    return new DataOptions(
        maxLength, vocabularySize, trainOn, value, fields, evalFraction, seed, threads, storeBytes);
  }

  public DataOptions withFields(FieldMapping value) {
    return new DataOptions(
        maxLength,
        vocabularySize,
        trainOn,
        overflow,
        value,
        evalFraction,
        seed,
        threads,
        storeBytes);
  }

  public DataOptions withEvalFraction(double value, long splitSeed) {
    return new DataOptions(
        maxLength,
        vocabularySize,
        trainOn,
        overflow,
        fields,
        value,
        splitSeed,
        threads,
        storeBytes);
  }

  public DataOptions withThreads(int value) {
    return new DataOptions(
        maxLength,
        vocabularySize,
        trainOn,
        overflow,
        fields,
        evalFraction,
        seed,
        value,
        storeBytes);
  }

  public DataOptions withStoreBytes(long value) {
    return new DataOptions(
        maxLength, vocabularySize, trainOn, overflow, fields, evalFraction, seed, threads, value);
  }
}
