// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.eidograph.base.Figure.Series;

/**
 * Keeps a long series drawable without hiding its peaks.
 *
 * <p>The points are cut into equal buckets, of which each keeps its lowest and its highest; the
 * first and last point always stay, and so does one NaN per bucket, which is a gap in the line.
 */
final class Thinning {
  private Thinning() {}

  /**
   * The series itself if it is short enough, otherwise at most {@code limit} of its points in
   * order.
   *
   * @param limit at least 8
   */
  static Series thin(Series series, int limit) {
    double[] x = series.x();
    double[] y = series.y();
    if (x.length <= limit) {
      return series;
    }
    int buckets = (limit - 2) / 3;
    List<Integer> kept = new ArrayList<>();
    kept.add(0);
    for (int b = 0; b < buckets; b++) {
      int from = 1 + (int) ((x.length - 2L) * b / buckets);
      int to = 1 + (int) ((x.length - 2L) * (b + 1) / buckets);
      extremes(y, from, to).forEach(kept::add);
    }
    kept.add(x.length - 1);
    return new Series(series.name(), series.kind(), pick(x, kept), pick(y, kept));
  }

  /** Indices of the lowest value, the highest value and the first NaN, each once, rising. */
  private static SortedSet<Integer> extremes(double[] y, int from, int to) {
    SortedSet<Integer> kept = new TreeSet<>();
    int low = -1;
    int high = -1;
    int gap = -1;
    for (int i = from; i < to; i++) {
      if (Double.isNaN(y[i])) {
        gap = gap < 0 ? i : gap;
        continue;
      }
      low = low < 0 || y[i] < y[low] ? i : low;
      high = high < 0 || y[i] > y[high] ? i : high;
    }
    for (int index : new int[] {low, high, gap}) {
      if (index >= 0) {
        kept.add(index);
      }
    }
    return kept;
  }

  private static double[] pick(double[] values, List<Integer> indices) {
    return indices.stream().mapToDouble(i -> values[i]).toArray();
  }
}
