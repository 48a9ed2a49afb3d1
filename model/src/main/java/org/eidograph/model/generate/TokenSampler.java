// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.generate;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.eidograph.base.CheckFailedException;

/**
 * Draws token after token as {@link Sampling} says: temperature first, then top-k, then top-p, the
 * order of the reference library.
 *
 * <p>One uniform number is drawn a token, so that equal seeds and equal logits give equal texts.
 */
public final class TokenSampler {
  private final Sampling sampling;
  private final SplittableRandom random;

  /** A sampler at the start of its random stream. */
  public TokenSampler(Sampling sampling) {
    this.sampling = sampling;
    this.random = new SplittableRandom(sampling.seed());
  }

  /**
   * Chooses a token.
   *
   * @param logits length V; negative infinity forbids a token
   * @throws CheckFailedException if a logit is NaN or positive infinity, or all are forbidden
   */
  public int next(float[] logits) {
    if (sampling.isGreedy()) {
      return largest(logits);
    }
    double[] probabilities = probabilities(logits, sampling);
    double left = random.nextDouble();
    int last = 0;
    for (int id = 0; id < probabilities.length; id++) {
      if (probabilities[id] > 0) {
        left -= probabilities[id];
        last = id;
      }
      if (left < 0) {
        break;
      }
    }
    return last; // rounding may leave a rest above zero: the last candidate takes it
  }

  /**
   * The distribution a token is drawn from.
   *
   * @param sampling not greedy
   * @return length V, sum 1, 0 for tokens that are no candidates
   */
  public static double[] probabilities(float[] logits, Sampling sampling) {
    int best = largest(logits);
    double[] weights = new double[logits.length];
    for (int id = 0; id < logits.length; id++) {
      // relative to the largest, so that no exponential overflows
      weights[id] = Math.exp(((double) logits[id] - logits[best]) / sampling.temperature());
    }
    boolean fewer = sampling.topK() > 0 && sampling.topK() < logits.length;
    if (fewer || sampling.topP() < 1) {
      int[] ascending = ascending(logits);
      if (fewer) {
        keepLargest(weights, logits, ascending, sampling.topK());
      }
      keepProbable(weights, ascending, sampling.topP());
    }
    double total = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(w -> w / total).toArray();
  }

  private static void keepLargest(double[] weights, float[] logits, int[] ascending, int count) {
    float smallestKept = logits[ascending[ascending.length - count]];
    for (int id = 0; id < weights.length; id++) {
      weights[id] = logits[id] < smallestKept ? 0 : weights[id];
    }
  }

  /** Removes the least probable tokens while together they stay within 1 - topP. */
  private static void keepProbable(double[] weights, int[] ascending, double topP) {
    double allowed = (1 - topP) * Arrays.stream(weights).sum();
    double removed = 0;
    for (int i = 0; i < ascending.length - 1; i++) {
      removed += weights[ascending[i]];
      if (topP == 1 || removed > allowed) {
        return;
      }
      weights[ascending[i]] = 0;
    }
  }

  /** Ids by ascending logit, equal logits by ascending id. */
  private static int[] ascending(float[] logits) {
    long[] keys = new long[logits.length];
    for (int id = 0; id < keys.length; id++) {
      int bits = Float.floatToIntBits(logits[id] + 0f); // -0 becomes 0
      int ordered = bits < 0 ? bits ^ Integer.MAX_VALUE : bits; // sorts as the floats do
      keys[id] = (long) ordered << 32 | id;
    }
    Arrays.sort(keys);
    return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
  }

  private static int largest(float[] logits) {
    int best = 0;
    for (int id = 0; id < logits.length; id++) {
      if (Float.isNaN(logits[id]) || logits[id] == Float.POSITIVE_INFINITY) {
        throw notFinite(logits[id], id);
      }
      best = logits[id] > logits[best] ? id : best;
    }
    if (logits[best] == Float.NEGATIVE_INFINITY) {
      throw notFinite(logits[best], best);
    }
    return best;
  }

  private static CheckFailedException notFinite(float logit, int id) {
    return new CheckFailedException(
        "logits must be finite, got %s for token %d; the weights or an adapter are damaged, or half precision overflowed: try float32"
            .formatted(logit, id));
  }
}
