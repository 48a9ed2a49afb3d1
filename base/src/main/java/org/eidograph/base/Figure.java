// Licensed under the Apache License, Version 2.0.
package org.eidograph.base;

import java.util.Arrays;
import java.util.List;

/**
 * A chart as a value: methods return it, only the command line draws it.
 *
 * @param id unique within a report; letters, digits and dashes
 * @param title one line above the chart
 * @param caption what to read from it, one or two sentences; may be empty
 * @param x horizontal axis
 * @param y vertical axis
 * @param series what is drawn, in legend order
 */
public record Figure(String id, String title, String caption, Axis x, Axis y, List<Series> series) {
  public Figure {
    if (!id.matches("[A-Za-z0-9-]+")) {
      throw new IllegalArgumentException("figure id must be letters, digits and dashes: " + id);
    }
    series = List.copyOf(series);
  }

  /**
   * An axis.
   *
   * @param label what it shows, with its unit
   * @param logarithmic drawn in powers of ten; all values must then be positive
   */
  public record Axis(String label, boolean logarithmic) {
    /** A linear axis. */
    public static Axis linear(String label) {
      return new Axis(label, false);
    }

    /** A logarithmic axis. */
    public static Axis log(String label) {
      return new Axis(label, true);
    }
  }

  /**
   * One line, cloud or set of bars.
   *
   * @param name legend entry
   * @param kind how it is drawn
   * @param x abscissae
   * @param y ordinates, as many as {@code x}; a NaN breaks a line
   */
  public record Series(String name, Kind kind, double[] x, double[] y) {
    public Series {
      if (x.length != y.length) {
        throw new IllegalArgumentException(
            "series %s must have as many x as y: %d, %d".formatted(name, x.length, y.length));
      }
      x = x.clone();
      y = y.clone();
    }

    @Override
    public double[] x() {
      return x.clone();
    }

    @Override
    public double[] y() {
      return y.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Series that
          && name.equals(that.name)
          && kind == that.kind
          && Arrays.equals(x, that.x)
          && Arrays.equals(y, that.y);
    }

    @Override
    public int hashCode() {
      return 31 * name.hashCode() + Arrays.hashCode(y);
    }
  }

  /** How a series is drawn. */
  public enum Kind {
    LINE,
    POINTS,
    BARS
  }
}
