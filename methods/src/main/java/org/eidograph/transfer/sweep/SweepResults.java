// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.sweep;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.eidograph.base.BadInputException;
import org.eidograph.theory.scaling.sweep.LearningRateCurve;
import org.eidograph.theory.scaling.sweep.WidthCurve;

/**
 * Losses of a sweep, ours or anybody's.
 *
 * @param cells in any order
 */
public record SweepResults(List<CellResult> cells) {
  public SweepResults {
    cells = List.copyOf(cells);
  }

  /** The arms, in the order in which they occur. */
  public List<Arm> arms() {
    return cells.stream().map(result -> result.cell().arm()).distinct().toList();
  }

  /**
   * One curve for each width of an arm, ascending.
   *
   * @throws BadInputException if a width lacks a rate for some seed, or has one twice
   */
  public List<WidthCurve> curves(Arm arm) {
    return of(arm)
        .map(result -> result.cell().width())
        .distinct()
        .sorted()
        .map(width -> new WidthCurve(width, curve(arm, width)))
        .toList();
  }

  /**
   * The loss of a cell, infinite if it diverged.
   *
   * @throws IllegalArgumentException if it was not run
   */
  public double loss(Cell cell) {
    return cells.stream()
        .filter(result -> result.cell().equals(cell))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no result of " + cell))
        .lossOrInfinity();
  }

  private Stream<CellResult> of(Arm arm) {
    return cells.stream().filter(result -> result.cell().arm().equals(arm));
  }

  private LearningRateCurve curve(Arm arm, int width) {
    List<CellResult> own = of(arm).filter(result -> result.cell().width() == width).toList();
    TreeSet<Double> rates = new TreeSet<>(own.stream().map(r -> r.cell().log2Lr()).toList());
    TreeSet<Long> seeds = new TreeSet<>(own.stream().map(r -> r.cell().seed()).toList());
    double[][] losses = new double[seeds.size()][rates.size()];
    int row = 0;
    for (long seed : seeds) {
      int column = 0;
      for (double rate : rates) {
        losses[row][column++] = loss(own, arm, new Cell(width, rate, seed, arm));
      }
      row++;
    }
    double[] grid = rates.stream().mapToDouble(Double::doubleValue).toArray();
    try {
      return new LearningRateCurve(grid, losses);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(
          "%s at width %d: %s".formatted(arm.label(), width, e.getMessage()), e);
    }
  }

  private static double loss(List<CellResult> own, Arm arm, Cell cell) {
    List<CellResult> found = own.stream().filter(result -> result.cell().equals(cell)).toList();
    if (found.size() != 1) {
      throw new BadInputException(
          "every seed of a width needs one loss for each of its learning rates, but %s has %d for width %d, seed %d and the rate 2^%s; give the missing ones (inf for a run that diverged), or leave the seed or the rate out"
              .formatted(arm.label(), found.size(), cell.width(), cell.seed(), cell.log2Lr()));
    }
    return found.get(0).lossOrInfinity();
  }
}
