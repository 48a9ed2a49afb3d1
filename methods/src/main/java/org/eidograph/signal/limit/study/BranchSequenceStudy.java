// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.limit.study;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eidograph.signal.limit.ScaleSequence;
import org.eidograph.study.Measured;
import org.eidograph.study.Seeds;
import org.eidograph.study.StudyPlan;
import org.eidograph.theory.limit.CommutingLimit;
import org.eidograph.theory.limit.FiniteNetworkSimulation;
import org.eidograph.theory.limit.FiniteNetworkSimulation.Settings;
import org.eidograph.train.engine.Workers;

/**
 * Which sequences of branch scales share the limit of 1/√L: those whose squares sum to the same and
 * whose largest vanishes (Hayou, Commutative Width and Depth Scaling in Deep Neural Networks, 2023,
 * arXiv 2310.01683).
 */
public final class BranchSequenceStudy {
  /** The limit of 1/√L. */
  public static final CommutingLimit LIMIT = CommutingLimit.at(1, 0.5, 1);

  private static final int WIDTH = 128;
  private static final int DEPTH = 64;

  private BranchSequenceStudy() {}

  private static final ScaleSequence UNIFORM = ScaleSequence.ALL.get(0);
  private static final ScaleSequence RAMP = ScaleSequence.ALL.get(1);
  private static final ScaleSequence GEOMETRIC = ScaleSequence.ALL.get(2);
  private static final ScaleSequence INVERSE = ScaleSequence.ALL.get(3);
  private static final ScaleSequence SMALL = ScaleSequence.ALL.get(4);
  private static final ScaleSequence LARGE = ScaleSequence.ALL.get(5);

  /**
   * What was found at infinite width.
   *
   * @param ramp q(a, b) of 1000 branches of the ramp
   * @param geometric q(a, b) of 60 branches 2^(−l/2)
   * @param inverse q(a, b) of two million branches √6/(π·l)
   * @param trivial c of 1000 branches of scale 1/1000
   * @param explosive ln q of 100 branches of scale 100^(−1/4)
   */
  public record Limits(
      double ramp, double geometric, double inverse, double trivial, double explosive) {
    /** The numbers of the claims, by their ids. */
    public Map<String, Measured> measured() {
      return Map.of(
          "WS-ramp", Measured.exactly(ramp / LIMIT.covariance()),
          "WS-geometric", Measured.exactly(geometric),
          "WS-inverse", Measured.exactly(inverse),
          "WS-trivial", Measured.exactly(trivial),
          "WS-explosive", Measured.exactly(explosive));
    }
  }

  /** Computes the limits; nothing is random. */
  public static Limits limits() {
    return new Limits(
        wide(RAMP, 1000).covariance(),
        wide(GEOMETRIC, 60).covariance(),
        wide(INVERSE, 2_000_000).covariance(),
        wide(SMALL, 1000).correlation(),
        Math.log(wide(LARGE, 100).variance()));
  }

  private static CommutingLimit wide(ScaleSequence sequence, int depth) {
    return sequence.wide(depth, 0.5);
  }

  /** Mean of q(a, b) and root mean square distance of q(a, a) from the limit of the sequence. */
  public record Drawn(Measured covariance, Measured error) {}

  /**
   * What drawn networks of width 128 and 64 branches gave.
   *
   * @param uniform with 1/√L
   * @param ramp with the ramp
   * @param geometric with 2^(−l/2)
   */
  public record Result(Drawn uniform, Drawn ramp, Drawn geometric) {
    /** The numbers of the claims, by their ids. */
    public Map<String, Measured> measured() {
      Map<String, Measured> measured = new LinkedHashMap<>();
      double limit = LIMIT.covariance();
      Measured ofRamp = ramp.covariance;
      measured.put("WS-drawn-ramp", new Measured(ofRamp.value() / limit, ofRamp.error() / limit));
      measured.put("WS-drawn-geometric", geometric.covariance);
      double ratio = ramp.error.value() / uniform.error.value();
      double relative =
          Math.hypot(
              ramp.error.error() / ramp.error.value(),
              uniform.error.error() / uniform.error.value());
      measured.put("WS-drawn-error", new Measured(ratio, ratio * relative));
      return measured;
    }
  }

  /** Runs the study. */
  public static Result run(StudyPlan plan, Workers workers) {
    long[] seeds = Seeds.USUAL.of(plan);
    int trials = plan.fast() ? 400 : 500;
    return new Result(
        drawn(UNIFORM, trials, workers, seeds),
        drawn(RAMP, trials, workers, seeds),
        drawn(GEOMETRIC, trials, workers, seeds));
  }

  private static Drawn drawn(ScaleSequence sequence, int trials, Workers workers, long[] seeds) {
    CommutingLimit own = wide(sequence, DEPTH);
    double[] scales = sequence.scales().apply(DEPTH);
    SeedRuns<FiniteNetworkSimulation.Result> runs =
        SeedRuns.of(
            workers,
            seeds,
            seed ->
                FiniteNetworkSimulation.residual(
                    new Settings(WIDTH, trials, 0.5, seed), own, scales));
    return new Drawn(
        runs.mean(each -> each.covariance().value()),
        runs.mean(each -> each.varianceError().value()));
  }
}
