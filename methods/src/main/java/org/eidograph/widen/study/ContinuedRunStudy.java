// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.eidograph.study.Measured;
import org.eidograph.study.Seeds;
import org.eidograph.study.Statistics;
import org.eidograph.study.StudyPlan;
import org.eidograph.theory.scaling.sweep.CurveOptimum;
import org.eidograph.theory.scaling.sweep.LearningRateCurve;
import org.eidograph.train.engine.Workers;

/**
 * Whether the best rate and the best noise of the continued run hold at another width of the source
 * while the widening factor stays 2.
 */
public final class ContinuedRunStudy {
  /** The independent run had two. */
  public static final Seeds SEEDS = new Seeds(2, 3);

  /** Widths of the sources: rates below 128 still drift. */
  public static final List<Integer> WIDTHS = List.of(128, 256);

  private static final double NOISE = 0.2;
  private static final double NOISE_RATE = 0x1p-7;

  private ContinuedRunStudy() {}

  /**
   * Losses of continued runs.
   *
   * @param values log2 of the rates, or strengths of noise, ascending
   * @param logLoss one row a seed; for each width in turn the losses over the values, as logarithms
   */
  public record Sweep(List<Double> values, List<List<Double>> logLoss) {
    public Sweep {
      values = List.copyOf(values);
      logLoss = logLoss.stream().map(List::copyOf).toList();
    }

    /** Mean log-loss over the values at a width. */
    public double[] meanLogLoss(int width) {
      return part(Statistics.columnMeans(logLoss), WIDTHS.indexOf(width));
    }

    private double[] part(double[] all, int width) {
      return Arrays.copyOfRange(all, width * values.size(), (width + 1) * values.size());
    }
  }

  /**
   * What was found.
   *
   * @param rates sweep of the rate at noise 0.2
   * @param noises sweep of the noise at rate 2^-7
   */
  public record Result(Sweep rates, Sweep noises) {
    /** log2 of the best rate at each width, finer than the grid. */
    public double[] bestRates() {
      return bestRates(Statistics.columnMeans(rates.logLoss));
    }

    private double[] bestRates(double[] logLosses) {
      double[] grid = rates.values.stream().mapToDouble(Double::doubleValue).toArray();
      return IntStream.range(0, WIDTHS.size())
          .mapToDouble(
              width -> {
                double[] losses =
                    Arrays.stream(rates.part(logLosses, width)).map(Math::exp).toArray();
                return CurveOptimum.of(new LearningRateCurve(grid, new double[][] {losses}))
                    .log2Rate();
              })
          .toArray();
    }

    /** The best strength of noise at each width, of those that were tried. */
    public double[] bestNoises() {
      return WIDTHS.stream()
          .mapToDouble(width -> noises.values.get(Statistics.smallest(noises.meanLogLoss(width))))
          .toArray();
    }

    /** The numbers of the claims, by their ids. */
    public Map<String, Measured> measured() {
      Map<String, Measured> measured = new LinkedHashMap<>();
      measured.put("T-rate", Measured.jackknife(rates.logLoss, means -> spread(bestRates(means))));
      double[] best = bestNoises();
      measured.put(
          "T-noise", Measured.exactly(Math.abs(Math.log(best[0] / best[1]) / Math.log(2))));
      measured.put("T-gain", gain());
      return measured;
    }

    /** Loss with noise of 0.8 over that without any, of the narrower source. */
    private Measured gain() {
      int with = noises.values.indexOf(0.8);
      return Measured.ratio(
          noises.logLoss.stream().mapToDouble(row -> row.get(with)).toArray(),
          noises.logLoss.stream().mapToDouble(row -> row.get(0)).toArray());
    }

    private static double spread(double[] values) {
      return Arrays.stream(values).max().orElseThrow() - Arrays.stream(values).min().orElseThrow();
    }
  }

  /** Runs the study. */
  public static Result run(StudyPlan plan, Workers workers) {
    double step = plan.fast() ? 1 : 0.5;
    List<Double> exponents =
        IntStream.rangeClosed(0, (int) (5 / step)).mapToObj(i -> -8 + i * step).toList();
    List<Double> noises =
        plan.fast() ? List.of(0.0, 0.4, 0.8, 1.6) : List.of(0.0, 0.2, 0.4, 0.8, 1.6, 3.2);
    long[] seeds = SEEDS.of(plan);
    try (Problems problems = Problems.of(seeds)) {
      return new Result(
          new Sweep(
              exponents,
              problems.rows(workers, exponents, cell -> cell.loss(Math.pow(2, cell.value), NOISE))),
          new Sweep(
              noises, problems.rows(workers, noises, cell -> cell.loss(NOISE_RATE, cell.value))));
    }
  }

  /** One run of a sweep. */
  private record Cell(NoisyRegression data, int width, double value, long seed) {
    double loss(double rate, double noise) {
      return WidenedNetwork.loss(data, width, rate, noise, seed);
    }
  }

  /** The data of every seed. */
  private record Problems(long[] seeds, List<NoisyRegression> data) implements AutoCloseable {
    static Problems of(long[] seeds) {
      return new Problems(seeds, Arrays.stream(seeds).mapToObj(NoisyRegression::draw).toList());
    }

    List<List<Double>> rows(
        Workers workers, List<Double> values, ToDoubleFunction<Cell> measurement) {
      List<Callable<Double>> runs = new ArrayList<>();
      for (int i = 0; i < seeds.length; i++) {
        for (int width : WIDTHS) {
          for (double value : values) {
            Cell cell = new Cell(data.get(i), width, value, seeds[i]);
            runs.add(() -> Math.log(measurement.applyAsDouble(cell)));
          }
        }
      }
      List<Double> all = workers.run(runs);
      int each = WIDTHS.size() * values.size();
      return IntStream.range(0, seeds.length)
          .mapToObj(i -> all.subList(i * each, (i + 1) * each))
          .toList();
    }

    @Override
    public void close() {
      data.forEach(NoisyRegression::close);
    }
  }
}
