// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.limit;

import org.eidograph.base.Figure.Kind;
import org.eidograph.base.Figure.Series;

/**
 * The density of samples over bins of equal width.
 *
 * @param centres of the bins
 * @param density share of all samples in a bin over its width; samples outside count as well
 */
public record Histogram(double[] centres, double[] density) {
  public Histogram {
    centres = centres.clone();
    density = density.clone();
  }

  @Override
  public double[] centres() {
    return centres.clone();
  }

  @Override
  public double[] density() {
    return density.clone();
  }

  /** Counts samples from {@code low} to {@code high}. */
  public static Histogram of(double[] samples, double low, double high, int bins) {
    double width = (high - low) / bins;
    double[] centres = new double[bins];
    double[] density = new double[bins];
    for (int i = 0; i < bins; i++) {
      centres[i] = low + (i + 0.5) * width;
    }
    for (double each : samples) {
      int bin = (int) Math.floor((each - low) / width);
      if (bin >= 0 && bin < bins) {
        density[bin] += 1 / (samples.length * width);
      }
    }
    return new Histogram(centres, density);
  }

  /** As bars of a figure. */
  public Series bars(String name) {
    return new Series(name, Kind.BARS, centres, density);
  }

  /** As points of a figure, where several lie over one another. */
  public Series points(String name) {
    return new Series(name, Kind.POINTS, centres, density);
  }
}
