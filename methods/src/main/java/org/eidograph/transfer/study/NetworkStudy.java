// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.eidograph.study.Measured;
import org.eidograph.study.Seeds;
import org.eidograph.study.StudyPlan;
import org.eidograph.theory.scaling.sweep.LearningRateCurve;
import org.eidograph.theory.scaling.sweep.TransferStudy;
import org.eidograph.theory.scaling.sweep.WidthCurve;
import org.eidograph.train.engine.Workers;
import org.eidograph.transfer.sweep.Arm;
import org.eidograph.transfer.sweep.Cell;
import org.eidograph.transfer.sweep.CellLog;
import org.eidograph.transfer.sweep.MlpCells;
import org.eidograph.transfer.sweep.SweepRequest;
import org.eidograph.transfer.sweep.SweepResults;
import org.eidograph.transfer.sweep.TransferSweep;

/**
 * Sweeps of ReLU networks with two hidden layers, 60 steps, by SGD and by Adam, under muP and in
 * the standard parametrization.
 */
public final class NetworkStudy {
  /** Fewer in a small run. */
  public static final Seeds SEEDS = new Seeds(2, 3);

  private static final List<Integer> WIDTHS = List.of(64, 128, 256, 512, 1024);
  private static final List<Integer> FEWER = List.of(64, 128, 256, 512);
  private static final int STEPS = 60;
  // the log loss of a training that diverged, so that what a rate costs stays a number
  private static final double DIVERGED = Math.log(1e4);

  private NetworkStudy() {}

  /** Losses by SGD and by Adam. */
  public record Result(Pair sgd, Pair adam) {
    /** The numbers of the claims, by their ids. */
    public Map<String, Measured> measured() {
      return Map.of(
          "T4-sgd-standard", sgd.standard().drift(),
          "T4-sgd-maximal", sgd.maximal().drift(),
          "T4-adam-standard", adam.standard().drift(),
          "T4-adam-maximal", adam.maximal().drift(),
          "T5-sgd-standard", sgd.standard().regret(),
          "T5-sgd-maximal", sgd.maximal().regret(),
          "T5-adam-standard", adam.standard().regret(),
          "T5-adam-maximal", adam.maximal().regret(),
          "T6-sgd", sgd.gain(),
          "T6-adam", adam.gain());
    }
  }

  /**
   * Both parametrizations with one optimizer.
   *
   * @param maximal muP
   * @param standard SP
   */
  public record Pair(Curves maximal, Curves standard) {
    /** Best loss of muP over that of SP, at the largest width. */
    private Measured gain() {
      return Measured.ratio(maximal.bestBySeed(), standard.bestBySeed());
    }
  }

  /**
   * Curves of one arm.
   *
   * @param arm what was trained
   * @param widths ascending
   * @param log2Rates the grid
   * @param bySeed one row a seed: log losses of the first width, then of the next
   */
  public record Curves(
      Arm arm, List<Integer> widths, List<Double> log2Rates, List<List<Double>> bySeed) {
    /** Change of the log2 best rate with a doubling of the width. */
    public Measured drift() {
      return Measured.jackknife(bySeed, of(study -> study.drift().slope()));
    }

    /** What the best rate of the narrowest width costs at the widest, in log loss. */
    public Measured regret() {
      return Measured.jackknife(
          bySeed,
          of(
              study -> {
                int last = widths.size() - 1;
                double most = DIVERGED - study.optima().get(last).logLoss();
                return Math.min(study.regrets().get(last), most);
              }));
    }

    /** A statistic of mean log losses; NaN where an optimum is at an edge. */
    private ToDoubleFunction<double[]> of(ToDoubleFunction<TransferStudy> statistic) {
      return means -> {
        try {
          return statistic.applyAsDouble(TransferStudy.of(curves(means), 0.9));
        } catch (IllegalArgumentException edge) {
          return Double.NaN;
        }
      };
    }

    /** The curves of some mean log losses. */
    public List<WidthCurve> curves(double[] logLosses) {
      double[] grid = log2Rates.stream().mapToDouble(Double::doubleValue).toArray();
      List<WidthCurve> curves = new ArrayList<>();
      for (int w = 0; w < widths.size(); w++) {
        double[] own = Arrays.copyOfRange(logLosses, w * grid.length, (w + 1) * grid.length);
        double[] losses = Arrays.stream(own).map(Math::exp).toArray();
        curves.add(
            new WidthCurve(widths.get(w), new LearningRateCurve(grid, new double[][] {losses})));
      }
      return curves;
    }

    /** Lowest log loss of each seed at the largest width. */
    private double[] bestBySeed() {
      int points = log2Rates.size();
      return bySeed.stream()
          .mapToDouble(
              row ->
                  row.subList(row.size() - points, row.size()).stream()
                      .mapToDouble(Double::doubleValue)
                      .min()
                      .orElseThrow())
          .toArray();
    }
  }

  /** Runs the study. */
  public static Result run(StudyPlan plan, Workers workers) {
    List<Integer> widths = plan.fast() ? FEWER : WIDTHS;
    long[] seeds = SEEDS.of(plan);
    try (MlpCells cells = new MlpCells(widths.get(0), STEPS)) {
      return new Result(
          pair("sgd", grid(-10, -1), widths, seeds, cells, workers),
          pair("adam", grid(-14, -4), widths, seeds, cells, workers));
    }
  }

  private static List<Double> grid(int from, int to) {
    return LongStream.rangeClosed(from, to).mapToObj(i -> (double) i).toList();
  }

  private static Pair pair(
      String optimizer,
      List<Double> grid,
      List<Integer> widths,
      long[] seeds,
      MlpCells cells,
      Workers workers) {
    Arm maximal = new Arm("mup", optimizer, 0);
    SweepRequest request =
        new SweepRequest(
            widths,
            grid,
            LongStream.of(seeds).boxed().toList(),
            List.of(maximal, maximal.control()),
            0);
    SweepResults results =
        TransferSweep.run(request, cells, CellLog.inMemory(), workers, TransferSweep.Watch.NONE);
    return new Pair(curves(request, results, maximal), curves(request, results, maximal.control()));
  }

  private static Curves curves(SweepRequest request, SweepResults results, Arm arm) {
    List<List<Double>> rows = new ArrayList<>();
    for (long seed : request.seeds()) {
      rows.add(
          request.widths().stream()
              .flatMap(width -> row(request, results, arm, seed, width))
              .toList());
    }
    return new Curves(arm, request.widths(), request.log2Rates(), rows);
  }

  private static Stream<Double> row(
      SweepRequest request, SweepResults results, Arm arm, long seed, int width) {
    return request.log2Rates().stream()
        .map(rate -> Math.log(results.loss(new Cell(width, rate, seed, arm))));
  }
}
