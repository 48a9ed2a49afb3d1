// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.generate;

import java.util.Set;
import org.eidograph.base.UsageException;

/**
 * How the next token is chosen and when to stop.
 *
 * @param maxNewTokens most tokens to add, at least 1
 * @param temperature logits are divided by it; 0 means greedy: always the largest logit
 * @param topK only so many of the largest logits are candidates, ties with the last one included; 0
 *     means all
 * @param topP of those only the most probable ones that together reach this probability, in (0, 1]
 * @param seed equal seeds give equal texts
 * @param stopIds each of these ends the text
 */
public record Sampling(
    int maxNewTokens, double temperature, int topK, double topP, long seed, Set<Integer> stopIds) {
  /** Checks every setting. */
  public Sampling {
    require(maxNewTokens >= 1, "max new tokens must be at least 1", maxNewTokens);
    require(
        temperature >= 0 && temperature < Double.POSITIVE_INFINITY,
        "temperature must be at least 0 and finite (0 is greedy)",
        temperature);
    require(topK >= 0, "top-k must be at least 0 (0 means all tokens)", topK);
    require(topP > 0 && topP <= 1, "top-p must lie in (0, 1] (1 means all tokens)", topP);
    stopIds = Set.copyOf(stopIds);
  }

  /** Always the most probable token. */
  public static Sampling greedy(int maxNewTokens, Set<Integer> stopIds) {
    return new Sampling(maxNewTokens, 0, 0, 1, 0, stopIds);
  }

  /** Whether chance plays no part. */
  public boolean isGreedy() {
    return temperature == 0;
  }

  private static void require(boolean holds, String rule, Number value) {
    if (!holds) {
      throw new UsageException("%s, got %s; choose another value".formatted(rule, value));
    }
  }
}
