// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.limit.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eidograph.study.Measured;
import org.eidograph.study.Seeds;
import org.eidograph.study.StudyPlan;
import org.eidograph.theory.limit.CommutingLimit;
import org.eidograph.theory.limit.FiniteNetworkSimulation;
import org.eidograph.theory.limit.FiniteNetworkSimulation.Settings;
import org.eidograph.theory.signal.BranchSchedule;
import org.eidograph.train.engine.Workers;

/**
 * Whether it matters that the width or the depth goes to infinity first: covariance of two inputs
 * with c_0 = 1/2 behind residual ReLU networks with branches over √L, at many widths and depths
 * (Hayou, Yang, 2023, arXiv 2302.00453), beside plain networks, where it does matter.
 */
public final class LimitOrderStudy {
  /** The limit of both orders at t = 1. */
  public static final CommutingLimit LIMIT = CommutingLimit.at(1, 0.5, 1);

  /** Widths and depths of the table. */
  private static final List<Shape> SHAPES =
      List.of(
          new Shape(32, 32),
          new Shape(64, 8),
          new Shape(64, 128),
          new Shape(128, 32),
          new Shape(128, 128),
          new Shape(512, 32),
          new Shape(512, 8),
          new Shape(64, 512));

  private static final int PLAIN_WIDTH = 64;

  private LimitOrderStudy() {}

  /** A network's size. */
  public record Shape(int width, int depth) {}

  /**
   * What networks of one size gave.
   *
   * @param variance mean of q(a, a)
   * @param covariance mean of q(a, b)
   * @param varianceError root mean square distance of q(a, a) from the limit
   * @param covarianceError that of q(a, b)
   * @param normality largest distance of a coordinate's law from the normal one of the limit
   */
  public record Cell(
      Shape shape,
      Measured variance,
      Measured covariance,
      Measured varianceError,
      Measured covarianceError,
      double normality) {}

  /**
   * What was found.
   *
   * @param cells one a size
   * @param plain mean of ln q and its variance for plain networks of width 64, by depth
   */
  public record Result(List<Cell> cells, Map<Integer, Plain> plain) {
    public Result {
      cells = List.copyOf(cells);
      plain = Map.copyOf(plain);
    }

    private Cell at(int width, int depth) {
      Shape shape = new Shape(width, depth);
      return cells.stream().filter(cell -> cell.shape.equals(shape)).findFirst().orElseThrow();
    }

    private Plain plain(int depth) {
      return Objects.requireNonNull(plain.get(depth));
    }

    /** The numbers of the claims, by their ids. */
    public Map<String, Measured> measured() {
      Map<String, Measured> measured = new LinkedHashMap<>();
      measured.put("WD-joint", over(at(128, 128).covariance, LIMIT.covariance()));
      measured.put("WD-wide-first", over(at(512, 8).covariance, LIMIT.covariance()));
      measured.put("WD-deep-first", over(at(64, 512).covariance, LIMIT.covariance()));
      measured.put("WD-error-variance", times(at(128, 32).varianceError, Math.sqrt(128)));
      measured.put("WD-error-covariance", times(at(128, 32).covarianceError, Math.sqrt(128)));
      measured.put("WD-exponent", exponent());
      measured.put("WD-depth-free", quotient(at(64, 128).varianceError, at(64, 8).varianceError));
      measured.put("WD-normal", Measured.exactly(at(128, 128).normality));
      measured.put("WD-plain-64", plain(64).spread);
      measured.put("WD-plain-16", plain(16).spread);
      measured.put("WD-plain-mean", plain(64).mean);
      return measured;
    }

    /** Of the root mean square error over the width, from 32 to 512 units. */
    private Measured exponent() {
      Measured ratio = quotient(at(512, 32).varianceError, at(32, 32).varianceError);
      double logs = Math.log(16);
      return new Measured(Math.log(ratio.value()) / logs, ratio.error() / ratio.value() / logs);
    }

    private static Measured over(Measured number, double divisor) {
      return times(number, 1 / divisor);
    }

    private static Measured times(Measured number, double factor) {
      return new Measured(number.value() * factor, number.error() * factor);
    }

    /** Of independent numbers; its error to first order. */
    private static Measured quotient(Measured above, Measured below) {
      double value = above.value() / below.value();
      double relative = Math.hypot(above.error() / above.value(), below.error() / below.value());
      return new Measured(value, Math.abs(value) * relative);
    }
  }

  /** ln q of plain He-initialised networks: its mean and its variance. */
  public record Plain(Measured mean, Measured spread) {}

  /** Runs the study. */
  public static Result run(StudyPlan plan, Workers workers) {
    long[] seeds = Seeds.USUAL.of(plan);
    int trials = plan.fast() ? 400 : 500;
    List<Cell> cells = new ArrayList<>();
    for (Shape shape : SHAPES) {
      cells.add(cell(shape, trials, workers, seeds));
    }
    Map<Integer, Plain> plain =
        List.of(16, 64).stream()
            .collect(
                Collectors.toMap(
                    Function.identity(), depth -> plain(depth, trials, workers, seeds)));
    return new Result(cells, plain);
  }

  private static Cell cell(Shape shape, int trials, Workers workers, long[] seeds) {
    double[] scales = BranchSchedule.uniform().scales(shape.depth);
    SeedRuns<FiniteNetworkSimulation.Result> runs =
        SeedRuns.of(
            workers,
            seeds,
            seed ->
                FiniteNetworkSimulation.residual(
                    new Settings(shape.width, trials, 0.5, seed), LIMIT, scales));
    return new Cell(
        shape,
        runs.mean(each -> each.variance().value()),
        runs.mean(each -> each.covariance().value()),
        runs.mean(each -> each.varianceError().value()),
        runs.mean(each -> each.covarianceError().value()),
        runs.mean(FiniteNetworkSimulation.Result::normality).value());
  }

  private static Plain plain(int depth, int trials, Workers workers, long[] seeds) {
    SeedRuns<FiniteNetworkSimulation.Result> runs =
        SeedRuns.of(
            workers,
            seeds,
            seed ->
                FiniteNetworkSimulation.plain(
                    new Settings(PLAIN_WIDTH, trials, 0.5, seed), LIMIT, depth));
    Measured mean = runs.mean(each -> each.logVariance().value());
    return new Plain(mean, runs.mean(FiniteNetworkSimulation.Result::logSpread));
  }

  /** L·(limit − q_L) of q(a, a) and q(a, b) at infinite width and L = 100. */
  public static Map<String, Measured> depthErrors() {
    CommutingLimit finite = CommutingLimit.ofScales(1, 0.5, BranchSchedule.uniform().scales(100));
    return Map.of(
        "WD-depth-variance", Measured.exactly(100 * (LIMIT.variance() - finite.variance())),
        "WD-depth-covariance", Measured.exactly(100 * (LIMIT.covariance() - finite.covariance())));
  }
}
