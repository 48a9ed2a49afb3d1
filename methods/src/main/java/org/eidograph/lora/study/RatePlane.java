// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.study;

import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.eidograph.study.Measured;
import org.eidograph.study.Statistics;

/**
 * The loss of an adapter over a grid of separate rates for A and B, for several seeds.
 *
 * @param width of the task
 * @param cells every pair of rates; the smallest and largest exponents are the border
 */
public record RatePlane(int width, List<Cell> cells) {
  private static final Comparator<Cell> BY_LOSS = Comparator.comparingDouble(Cell::meanLogLoss);

  public RatePlane {
    cells = List.copyOf(cells);
  }

  /**
   * One pair of rates.
   *
   * @param a log2 η_A
   * @param b log2 η_B
   * @param logLoss natural logarithm of the final relative loss, one a seed; infinite where
   *     training diverged
   */
  public record Cell(double a, double b, List<Double> logLoss) {
    public Cell {
      logLoss = List.copyOf(logLoss);
    }

    /** Average over the seeds. */
    public double meanLogLoss() {
      return Statistics.mean(seeds());
    }

    double[] seeds() {
      return logLoss.stream().mapToDouble(Double::doubleValue).toArray();
    }
  }

  /** The pair with the lowest average log-loss. */
  public Cell best() {
    return cells.stream().min(BY_LOSS).orElseThrow();
  }

  /** The best pair of equal rates. */
  public Cell bestEqual() {
    return cells.stream().filter(cell -> cell.a == cell.b).min(BY_LOSS).orElseThrow();
  }

  /** log2 of η_B/η_A at the best pair. */
  public double logRatio() {
    return best().b - best().a;
  }

  /** The same with the standard error of the seeds' own best pairs. */
  public Measured measuredLogRatio() {
    return new Measured(logRatio(), Statistics.standardError(logRatios()));
  }

  /** log2 of η_B/η_A at the best pair of every seed by itself. */
  double[] logRatios() {
    int seeds = cells.get(0).logLoss.size();
    return IntStream.range(0, seeds).mapToDouble(this::logRatioOfSeed).toArray();
  }

  private double logRatioOfSeed(int seed) {
    Cell best =
        cells.stream()
            .min(Comparator.comparingDouble(cell -> cell.logLoss.get(seed)))
            .orElseThrow();
    return best.b - best.a;
  }

  /** The lowest average log-loss at every ratio, by log2 η_B/η_A. */
  public TreeMap<Double, Double> logLossByRatio() {
    TreeMap<Double, Double> lowest = new TreeMap<>();
    cells.forEach(cell -> lowest.merge(cell.b - cell.a, cell.meanLogLoss(), Math::min));
    return lowest;
  }

  /** Loss at the best pair of equal rates over that at the best pair: what separate rates give. */
  public Measured gain() {
    return Measured.ratio(bestEqual().seeds(), best().seeds());
  }

  /** |log2 η_A + log2 η_B| at the best pair less twice the best common exponent. */
  public double productGap() {
    return Math.abs(best().a + best().b - 2 * bestEqual().a);
  }

  /** Whether the best pair lies at the border, so that the true one may lie outside. */
  public boolean bestAtEdge() {
    Cell best = best();
    return cells.stream().noneMatch(cell -> cell.a < best.a)
        || cells.stream().noneMatch(cell -> cell.a > best.a)
        || cells.stream().noneMatch(cell -> cell.b < best.b)
        || cells.stream().noneMatch(cell -> cell.b > best.b);
  }
}
