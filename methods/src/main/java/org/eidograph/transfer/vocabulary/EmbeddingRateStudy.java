// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.vocabulary;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.eidograph.study.Measured;
import org.eidograph.study.Seeds;
import org.eidograph.study.Statistics;
import org.eidograph.study.StudyPlan;
import org.eidograph.theory.scaling.sweep.CurveOptimum;
import org.eidograph.theory.scaling.sweep.LearningRateCurve;
import org.eidograph.train.engine.Workers;

/**
 * Where the best embedding rate of a small trained network lies as its width grows, all other rates
 * by muP: with few tokens muP says that it stays, so that its ratio to the hidden rate goes as the
 * width.
 */
public final class EmbeddingRateStudy {
  /** The independent run had two. */
  public static final Seeds SEEDS = new Seeds(2, 4);

  /**
   * Few beside the 256 of a step, so that each is seen often. With 1024 the task is not learned in
   * these steps, so that this network says nothing of a large vocabulary.
   */
  public static final int TOKENS = 32;

  /** log2 of the rates: the best ones of the independent run were near -3. */
  private static final List<Integer> GRID = List.of(-7, -6, -5, -4, -3, -2, -1, 0, 1);

  private EmbeddingRateStudy() {}

  /**
   * What was found.
   *
   * @param widths n, ascending
   * @param logLoss one row a seed; for each width in turn the losses over the grid, as logarithms
   */
  public record Sweep(List<Integer> widths, List<List<Double>> logLoss) {
    public Sweep {
      widths = List.copyOf(widths);
      logLoss = logLoss.stream().map(List::copyOf).toList();
    }

    /** Mean log-loss over the grid at a width. */
    public double[] meanLogLoss(int width) {
      int at = widths.indexOf(width) * GRID.size();
      return Arrays.copyOfRange(Statistics.columnMeans(logLoss), at, at + GRID.size());
    }

    /** log2 of the best rate at each width, finer than the grid; a grid point at its end. */
    public double[] optima() {
      return optima(Statistics.columnMeans(logLoss));
    }

    private double[] optima(double[] logLosses) {
      double[] optima = new double[widths.size()];
      for (int i = 0; i < optima.length; i++) {
        double[] losses =
            Arrays.stream(logLosses, i * GRID.size(), (i + 1) * GRID.size())
                .map(Math::exp)
                .toArray();
        optima[i] =
            CurveOptimum.of(new LearningRateCurve(exponents(), new double[][] {losses})).log2Rate();
      }
      return optima;
    }

    /** The numbers of the claims, by their ids. */
    public Map<String, Measured> measured() {
      return Map.of("N-ratio", ratioExponent());
    }

    /** The power of the width with which the best ratio of embedding to hidden rate grows. */
    public Measured ratioExponent() {
      double[] logs = widths.stream().mapToDouble(n -> Math.log(n) / Math.log(2)).toArray();
      // the hidden rate falls as 1/n
      return Measured.jackknife(logLoss, means -> 1 + Statistics.slope(logs, optima(means)));
    }
  }

  /** log2 of the rates that were tried. */
  public static double[] exponents() {
    return GRID.stream().mapToDouble(Integer::doubleValue).toArray();
  }

  /** Runs the study. */
  public static Sweep run(StudyPlan plan, Workers workers) {
    List<Integer> widths = plan.fast() ? List.of(32, 64, 128) : List.of(32, 64, 128, 256);
    List<Callable<Double>> runs = new ArrayList<>();
    for (long seed : SEEDS.of(plan)) {
      for (int width : widths) {
        PairNetwork.Case size = new PairNetwork.Case(width, TOKENS);
        for (int exponent : GRID) {
          runs.add(() -> Math.log(PairNetwork.loss(size, Math.pow(2, exponent), seed)));
        }
      }
    }
    List<Double> all = workers.run(runs);
    int each = widths.size() * GRID.size();
    List<List<Double>> rows = new ArrayList<>();
    for (int from = 0; from < all.size(); from += each) {
      rows.add(all.subList(from, from + each));
    }
    return new Sweep(widths, rows);
  }
}
