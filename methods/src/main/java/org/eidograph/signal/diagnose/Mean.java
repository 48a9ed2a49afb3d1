// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import org.eidograph.study.Statistics;
import org.jspecify.annotations.Nullable;

/**
 * A measured figure.
 *
 * @param value mean over the samples
 * @param standardError of the mean, over texts for what a text gives and over probes for what a
 *     random probe gives; null where there is one sample only
 */
public record Mean(double value, @Nullable Double standardError) {
  /** Mean and standard error of samples, at least one. */
  static Mean of(double... samples) {
    return new Mean(
        Statistics.mean(samples), samples.length < 2 ? null : Statistics.standardError(samples));
  }

  /** The figure times a factor known exactly. */
  Mean times(double factor) {
    return new Mean(
        value * factor, standardError == null ? null : standardError * Math.abs(factor));
  }
}
