// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.study;

import java.util.List;
import java.util.Map;
import org.eidograph.study.Measured;
import org.eidograph.study.Seeds;
import org.eidograph.study.StudyPlan;
import org.eidograph.theory.scaling.linear.BestRateSearch;
import org.eidograph.theory.scaling.linear.LinearStart;
import org.eidograph.theory.scaling.linear.OneStepRate;
import org.eidograph.theory.scaling.linear.RegressionProblem;
import org.eidograph.train.engine.Workers;

/**
 * The best rate of five steps of gradient descent in deep linear networks. The paper proves that it
 * has a limit under muP; no closed form of it is known to us, so the study looks at the power of
 * the width alone.
 */
public final class SeveralStepsStudy {
  /** Fewer in a small run. */
  public static final Seeds SEEDS = new Seeds(4, 8);

  private static final List<Integer> WIDTHS = List.of(64, 128, 256, 512);
  private static final List<Integer> FEWER = List.of(64, 128, 256);
  private static final int STEPS = 5;
  private static final int POINTS = 16;

  private SeveralStepsStudy() {}

  /**
   * What was found.
   *
   * @param maximal best rates under muP
   * @param standard best rates in the standard parametrization
   */
  public record Result(LinearRates maximal, LinearRates standard) {
    /** The numbers of the claims, by their ids. */
    public Map<String, Measured> measured() {
      return Map.of("T3-maximal", maximal.slopeOfMean(), "T3-standard", standard.slopeOfMean());
    }
  }

  /** Runs the study. */
  public static Result run(StudyPlan plan, Workers workers) {
    RegressionProblem problem = LinearRates.problem(plan.firstSeed());
    double limit = OneStepRate.limit(problem, LinearRates.LAYERS);
    return new Result(
        rates(problem, LinearStart.MAXIMAL_UPDATE, limit, plan, workers),
        rates(problem, LinearStart.STANDARD, limit, plan, workers));
  }

  private static LinearRates rates(
      RegressionProblem problem, LinearStart start, double limit, StudyPlan plan, Workers workers) {
    return LinearRates.of(
        problem,
        start,
        plan.fast() ? FEWER : WIDTHS,
        SEEDS.of(plan),
        (network, data) -> {
          double scale = start == LinearStart.STANDARD ? limit / network.width() : limit;
          return BestRateSearch.find(
              rate -> network.lossAfter(data, rate, STEPS), 0.02 * scale, 5 * scale, POINTS);
        },
        workers);
  }
}
