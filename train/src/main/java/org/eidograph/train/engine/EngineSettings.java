// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.engine;

import org.eidograph.base.UsageException;

/**
 * How gradients are computed; none of it changes them beyond rounding.
 *
 * @param workers threads, each with its share of the sequences; at least 1
 * @param microTokens tokens a worker holds activations for at once, as far as whole sequences
 *     allow; at least 1
 * @param recompute whether to keep block inputs only and run each block again in backward
 * @param prefixCacheBytes memory for outputs of the layers below the lowest trained one; 0 for none
 */
public record EngineSettings(
    int workers, int microTokens, boolean recompute, long prefixCacheBytes) {
  /** Matrix products are as fast with 512 rows as with more, and activations stay small. */
  public static final int DEFAULT_MICRO_TOKENS = 512;

  /**
   * Where every weight is trained, each micro-batch adds to a gradient as large as the model, so
   * fewer of them are worth their activations.
   */
  public static final int WHOLE_MODEL_MICRO_TOKENS = 1024;

  public EngineSettings {
    if (workers < 1 || microTokens < 1 || prefixCacheBytes < 0) {
      throw new UsageException(
          "workers and micro-batch tokens must be at least 1 and the cache not negative, got %d, %d and %d"
              .formatted(workers, microTokens, prefixCacheBytes));
    }
  }

  /** One worker per core, nothing recomputed, nothing cached. */
  public static EngineSettings of(int workers) {
    return new EngineSettings(workers, DEFAULT_MICRO_TOKENS, false, 0);
  }
}
