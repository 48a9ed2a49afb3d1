// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.limit.study;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.eidograph.study.Measured;
import org.eidograph.study.Seeds;
import org.eidograph.study.StudyPlan;
import org.eidograph.theory.limit.FiniteWidthDiffusion;
import org.eidograph.theory.limit.FiniteWidthDiffusion.ReluPaths;
import org.eidograph.theory.limit.FiniteWidthDiffusion.Settings;
import org.eidograph.theory.limit.OrnsteinUhlenbeckCase;
import org.eidograph.theory.limit.QuasiGeometricMotion;
import org.eidograph.theory.moments.Estimate;
import org.eidograph.theory.moments.Normal;
import org.eidograph.train.engine.Workers;

/**
 * Residual ReLU networks of few units and hundreds of layers: how the norm of their activations
 * moves, and the two closed cases of one unit (Hayou, On the infinite-depth limit of finite-width
 * neural networks, 2022, arXiv 2210.00688).
 */
public final class NarrowDepthStudy {
  /** Widths of the claims on the mean logarithm. */
  public static final List<Integer> WIDTHS = List.of(1, 2, 3, 4, 5, 16);

  private static final int STEPS = 400;

  /** α, β and start of the second closed case. */
  private static final OrnsteinUhlenbeckCase CASE = new OrnsteinUhlenbeckCase(0.7, 0);

  private static final double START = 1;

  private NarrowDepthStudy() {}

  /**
   * What was found.
   *
   * @param lines one a width
   * @param one ln(‖φ(X_1)‖/‖φ(X_0)‖) of width 1, all seeds together
   * @param wideGrowth E‖φ(X_1)‖²/E‖φ(X_0)‖² at width 256
   * @param process Y_1 of the second closed case, all seeds together
   * @param processMean its mean
   * @param processVariance its variance
   */
  public record Result(
      List<Line> lines,
      double[] one,
      Measured wideGrowth,
      double[] process,
      Measured processMean,
      Measured processVariance) {
    public Result {
      lines = List.copyOf(lines);
      one = one.clone();
      process = process.clone();
    }

    @Override
    public double[] one() {
      return one.clone();
    }

    @Override
    public double[] process() {
      return process.clone();
    }

    /** The numbers of the claims, by their ids. */
    public Map<String, Measured> measured() {
      Map<String, Measured> measured = new LinkedHashMap<>();
      lines.forEach(line -> measured.put("ID-drift-" + line.width, line.logGrowth));
      measured.put("ID-sign", Measured.exactly(smallestGrowing()));
      measured.put("ID-variance", lines.get(0).logVariance);
      measured.put("ID-law", Measured.exactly(distance(one)));
      measured.put("ID-square", wideGrowth);
      measured.put("ID-process-mean", processMean);
      measured.put("ID-process-variance", processVariance);
      return measured;
    }

    private int smallestGrowing() {
      return lines.stream()
          .filter(line -> line.logGrowth.value() > 0)
          .mapToInt(Line::width)
          .min()
          .orElse(Integer.MAX_VALUE);
    }
  }

  /** Mean and variance of ln(‖φ(X_1)‖/‖φ(X_0)‖) at one width, with errors over seeds. */
  public record Line(int width, Measured logGrowth, Measured logVariance, Measured squareGrowth) {
    /** The closed form of the mean. */
    public double closed() {
      return QuasiGeometricMotion.expectedLogGrowth(width, 1);
    }
  }

  /** Runs the study. */
  public static Result run(StudyPlan plan, Workers workers) {
    long[] seeds = Seeds.USUAL.of(plan);
    int paths = plan.fast() ? 4_000 : 10_000;
    SeedRuns<ReluPaths> narrow = paths(1, STEPS, plan.fast() ? 33_000 : 50_000, workers, seeds);
    List<Line> lines =
        WIDTHS.stream()
            .map(
                width ->
                    line(width, width == 1 ? narrow : paths(width, STEPS, paths, workers, seeds)))
            .toList();
    SeedRuns<double[]> process = process(plan, workers, seeds);
    return new Result(
        lines,
        narrow.pooled(ReluPaths::logGrowth),
        paths(256, 100, plan.fast() ? 150 : 400, workers, seeds)
            .mean(each -> each.meanSquareGrowth().value()),
        process.pooled(samples -> samples),
        process.mean(samples -> Estimate.ofSamples(samples).value()),
        process.mean(NarrowDepthStudy::variance));
  }

  private static SeedRuns<ReluPaths> paths(
      int width, int steps, int paths, Workers workers, long[] seeds) {
    return SeedRuns.of(
        workers,
        seeds,
        seed -> FiniteWidthDiffusion.reluPaths(new Settings(width, steps, paths, seed)));
  }

  /** The drift of one live unit is a constant, so only the logarithm itself can be measured. */
  private static Line line(int width, SeedRuns<ReluPaths> paths) {
    return new Line(
        width,
        width == 1
            ? paths.mean(each -> each.growth().plainLogGrowth().value())
            : paths.mean(each -> each.growth().logGrowth().value()),
        paths.mean(each -> each.growth().logVariance()),
        paths.mean(each -> each.meanSquareGrowth().value()));
  }

  private static SeedRuns<double[]> process(StudyPlan plan, Workers workers, long[] seeds) {
    Settings sizes = new Settings(1, 200, plan.fast() ? 12_000 : 20_000, 0);
    return SeedRuns.of(
        workers,
        seeds,
        seed ->
            Arrays.stream(
                    FiniteWidthDiffusion.widthOne(
                        CASE::activation,
                        START,
                        new Settings(1, sizes.steps(), sizes.paths(), seed)))
                .map(CASE::toProcess)
                .toArray());
  }

  /** Density of Y_1 by the closed form. */
  public static double processDensity(double y) {
    double deviation = Math.sqrt(CASE.variance(1));
    return Normal.density((y - CASE.mean(START, 1)) / deviation) / deviation;
  }

  private static double variance(double[] samples) {
    double error = Estimate.ofSamples(samples).error();
    return error * error * samples.length;
  }

  /** Largest distance of the samples' distribution from N(−1/2, 1). */
  private static double distance(double[] samples) {
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    return IntStream.range(0, sorted.length)
        .mapToDouble(
            i -> {
              double normal = Normal.cumulative(sorted[i] + 0.5);
              double below = Math.abs(normal - (double) i / sorted.length);
              return Math.max(below, Math.abs(normal - (i + 1.0) / sorted.length));
            })
        .max()
        .orElseThrow();
  }
}
