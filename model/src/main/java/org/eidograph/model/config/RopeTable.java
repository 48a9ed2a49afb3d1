// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

/**
 * Rotary frequencies: how far, in radians a position, each pair of a head's entries turns.
 *
 * <p>Unscaled, pair {@code i} of a head of size {@code d} turns by {@code theta^(-2i/d)}; the
 * schemes of {@link RopeConfig} scale this by frequency. Each step is rounded to float32 where the
 * reference library rounds it, because at position 10,000 the last bit of a frequency is already
 * visible in the angle. Powers themselves are correctly rounded here and within one unit there.
 *
 * <p>Sources: YaRN, Peng et al. 2023, for {@code yarn} (equations 17 to 22) and the account of
 * {@code linear} and {@code dynamic}; the Llama 3.1 release for {@code llama3}.
 */
public final class RopeTable {
  private final RopeConfig rope;
  private final int headSize;

  private RopeTable(RopeConfig rope, int headSize) {
    this.rope = rope;
    this.headSize = headSize;
  }

  /**
   * The frequencies of a scheme.
   *
   * @param headSize even
   * @throws IllegalArgumentException if the scheme is {@link RopeConfig.None} or the size is odd
   */
  public static RopeTable of(RopeConfig rope, int headSize) {
    if (rope instanceof RopeConfig.None || headSize < 2 || headSize % 2 != 0) {
      throw new IllegalArgumentException(
          "needs a rotary scheme and an even head size, got %s and %d".formatted(rope, headSize));
    }
    return new RopeTable(rope, headSize);
  }

  /** Whether a sequence of this many tokens has frequencies of its own. */
  public boolean dependsOnLength(int length) {
    return rope instanceof RopeConfig.Dynamic dynamic && length > dynamic.maxPositions();
  }

  /**
   * Radians a position, one for each pair.
   *
   * @param length tokens from the first position to the last one asked for
   * @return headSize / 2 values
   */
  public float[] inverseFrequencies(int length) {
    if (rope instanceof RopeConfig.Linear linear) {
      return divided(unscaled(linear.theta()), (float) linear.factor());
    } else if (rope instanceof RopeConfig.Dynamic dynamic) {
      return unscaled(dependsOnLength(length) ? grownBase(dynamic, length) : dynamic.theta());
    } else if (rope instanceof RopeConfig.Llama3 llama3) {
      return llama3(llama3, unscaled(llama3.theta()));
    } else if (rope instanceof RopeConfig.Yarn yarn) {
      return yarn(yarn);
    } else if (rope instanceof RopeConfig.Default plain) {
      return unscaled(plain.theta());
    }
    throw new IllegalStateException("no frequencies for " + rope);
  }

  /** The multiplier of cosines and sines. */
  public double attentionFactor() {
    return rope instanceof RopeConfig.Yarn yarn ? yarn.attentionFactor() : 1;
  }

  /** theta^(2i/d): positions for one radian. */
  private float[] periods(double theta) {
    float[] periods = new float[headSize / 2];
    for (int i = 0; i < periods.length; i++) {
      float exponent = (float) (2 * i) / headSize;
      periods[i] = (float) Math.pow((float) theta, exponent);
    }
    return periods;
  }

  private float[] unscaled(double theta) {
    float[] frequencies = periods(theta);
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = 1 / frequencies[i];
    }
    return frequencies;
  }

  private static float[] divided(float[] frequencies, float factor) {
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] /= factor;
    }
    return frequencies;
  }

  /** The base that stretches the slowest pair by as much as the sequence is too long. */
  private double grownBase(RopeConfig.Dynamic dynamic, int length) {
    float stretch =
        (float) dynamic.factor() * length / dynamic.maxPositions() - (float) (dynamic.factor() - 1);
    float power = (float) ((double) headSize / (headSize - 2));
    return (float) dynamic.theta() * (float) Math.pow(stretch, power);
  }

  private static float[] llama3(RopeConfig.Llama3 rope, float[] frequencies) {
    float factor = (float) rope.factor();
    float low = (float) rope.lowFrequencyFactor();
    float longest = (float) (rope.originalMaxPositions() / rope.lowFrequencyFactor());
    float shortest = (float) (rope.originalMaxPositions() / rope.highFrequencyFactor());
    float range = (float) (rope.highFrequencyFactor() - rope.lowFrequencyFactor());
    for (int i = 0; i < frequencies.length; i++) {
      float wavelength = (float) (2 * Math.PI) / frequencies[i];
      if (wavelength > longest) {
        frequencies[i] /= factor;
      } else if (wavelength >= shortest) {
        float kept = (rope.originalMaxPositions() / wavelength - low) / range;
        frequencies[i] = (1 - kept) * frequencies[i] / factor + kept * frequencies[i];
      }
    }
    return frequencies;
  }

  private float[] yarn(RopeConfig.Yarn rope) {
    double first = pairTurning(rope.betaFast(), rope);
    double last = pairTurning(rope.betaSlow(), rope);
    first = Math.max(rope.truncate() ? Math.floor(first) : first, 0);
    last = Math.min(rope.truncate() ? Math.ceil(last) : last, headSize - 1);
    last = first == last ? last + 0.001 : last; // a ramp of no length would divide by zero
    float[] periods = periods(rope.theta());
    float[] frequencies = new float[periods.length];
    for (int i = 0; i < periods.length; i++) {
      float ramp = (i - (float) first) / (float) (last - first);
      float kept = 1 - Math.min(Math.max(ramp, 0), 1);
      float stretched = 1 / ((float) rope.factor() * periods[i]);
      frequencies[i] = stretched * (1 - kept) + 1 / periods[i] * kept;
    }
    return frequencies;
  }

  /** The pair, as a real number, that makes so many turns over the original length. */
  private double pairTurning(double turns, RopeConfig.Yarn rope) {
    return headSize
        * Math.log(rope.originalMaxPositions() / (turns * 2 * Math.PI))
        / (2 * Math.log(rope.theta()));
  }
}
