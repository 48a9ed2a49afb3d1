// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.study;

import java.util.List;
import java.util.Map;
import org.eidograph.study.Measured;
import org.eidograph.study.Seeds;
import org.eidograph.study.StudyPlan;
import org.eidograph.theory.scaling.linear.LinearStart;
import org.eidograph.theory.scaling.linear.OneStepRate;
import org.eidograph.theory.scaling.linear.RegressionProblem;
import org.eidograph.train.engine.Workers;

/**
 * The best rate of one step of gradient descent, exact for each network as the lowest point of a
 * polynomial, against its limit of infinite width (arXiv 2511.01734).
 */
public final class OneStepStudy {
  /** Fewer in a small run. */
  public static final Seeds SEEDS = new Seeds(8, 32);

  private static final List<Integer> WIDTHS = List.of(64, 128, 256, 512, 1024);

  private OneStepStudy() {}

  /**
   * What was found.
   *
   * @param limit η_∞
   * @param maximal best rates under muP
   * @param standard best rates in the standard parametrization
   */
  public record Result(double limit, LinearRates maximal, LinearRates standard) {
    /** The numbers of the claims, by their ids. */
    public Map<String, Measured> measured() {
      return Map.of(
          "T0-exact",
          Measured.exactly(tiny()),
          "T1-limit",
          overLimit(),
          "T1-decay",
          maximal.slopeOfError(limit),
          "T2-standard",
          standard.slopeOfMean());
    }

    /** At the largest width, over the limit. */
    private Measured overLimit() {
      int last = maximal.widths().size() - 1;
      return Measured.jackknife(maximal.bySeed(), means -> means[last] / limit);
    }
  }

  /** X = [[1, 0], [0, 1], [1, 1]], y = [1, 2, 3], two layers: 1.5·20.5/30.5. */
  private static double tiny() {
    double[][] inputs = {{1, 0}, {0, 1}, {1, 1}};
    return OneStepRate.limit(new RegressionProblem(inputs, new double[] {1, 2, 3}), 2);
  }

  /** Runs the study. */
  public static Result run(StudyPlan plan, Workers workers) {
    RegressionProblem problem = LinearRates.problem(plan.firstSeed());
    double limit = OneStepRate.limit(problem, LinearRates.LAYERS);
    long[] seeds = SEEDS.of(plan);
    return new Result(
        limit,
        LinearRates.of(
            problem,
            LinearStart.MAXIMAL_UPDATE,
            WIDTHS,
            seeds,
            (network, data) -> network.oneStep(data).bestRate(0.02 * limit, 20 * limit),
            workers),
        LinearRates.of(
            problem,
            LinearStart.STANDARD,
            WIDTHS,
            seeds,
            (network, data) ->
                network
                    .oneStep(data)
                    .bestRate(0.02 * limit / network.width(), 20 * limit / network.width()),
            workers));
  }
}
