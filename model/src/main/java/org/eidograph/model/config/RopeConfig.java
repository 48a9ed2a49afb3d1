// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

/**
 * How positions turn queries and keys; the numbers of one of the rotary schemes, with every default
 * already filled in. {@link RopeTable} computes the frequencies.
 *
 * <p>{@code theta} is the base: pair {@code i} of a head of size {@code d} turns by {@code
 * theta^(-2i/d)} a position before any scaling.
 */
public sealed interface RopeConfig {
  /** No rotation: positions enter by a learned embedding (GPT-2). */
  record None() implements RopeConfig {}

  /** The unscaled scheme. */
  record Default(double theta) implements RopeConfig {}

  /** Every frequency is divided by {@code factor}. */
  record Linear(double theta, double factor) implements RopeConfig {}

  /**
   * The base grows with the sequence once it is longer than {@code maxPositions}; shorter sequences
   * are untouched.
   */
  record Dynamic(double theta, double factor, int maxPositions) implements RopeConfig {}

  /**
   * Low frequencies are divided by {@code factor}, high ones kept, those between blended.
   *
   * @param lowFrequencyFactor wavelengths above {@code originalMaxPositions / this} are scaled
   *     whole
   * @param highFrequencyFactor wavelengths below {@code originalMaxPositions / this} are kept
   */
  record Llama3(
      double theta,
      double factor,
      double lowFrequencyFactor,
      double highFrequencyFactor,
      int originalMaxPositions)
      implements RopeConfig {}

  /**
   * A ramp over the pairs, from kept to scaled, and cosines and sines multiplied by {@code
   * attentionFactor}.
   *
   * @param betaFast pairs that turn more often than this over the original length are kept
   * @param betaSlow pairs that turn less often than this are scaled whole
   * @param truncate whether the ends of the ramp are rounded outwards to whole pairs
   */
  record Yarn(
      double theta,
      double factor,
      int originalMaxPositions,
      double attentionFactor,
      double betaFast,
      double betaSlow,
      boolean truncate)
      implements RopeConfig {}
}
