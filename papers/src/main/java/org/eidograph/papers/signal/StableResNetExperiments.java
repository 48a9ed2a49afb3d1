// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers.signal;

import java.util.List;
import org.eidograph.papers.Claim;
import org.eidograph.papers.Experiment;
import org.eidograph.papers.Tolerance;
import org.eidograph.signal.limit.study.BranchScaleStudy;
import org.eidograph.study.Seeds;

/** Stable ResNet: branches must be scaled so that the squares of their scales have a sum. */
public final class StableResNetExperiments {
  private static final String KERNEL = "the kernel recursion at infinite width";

  private StableResNetExperiments() {}

  /** All experiments of the paper. */
  public static List<Experiment> all() {
    return List.of(drawn(), limits());
  }

  private static Experiment drawn() {
    return new Experiment(
        "residual ReLU networks of width 256, σ_w² = 2, drawn at random; 50 branches at full size,"
            + " 100 over √L, 1000 over √l·ln(l + 1)",
        "40 networks a seed",
        "20 networks a seed",
        Seeds.USUAL,
        List.of(
            new Claim(
                "SR-variance-none",
                "Without a scale the variance explodes: growth of ln q a branch.",
                0.693,
                Tolerance.between(0.66, 0.7),
                "ln(1 + σ_w²/2); finite width takes less than 0.01 off"),
            new Claim(
                "SR-gradient-none",
                "So does the gradient on its way back: growth of ln ‖g‖² a branch.",
                0.693,
                Tolerance.between(0.65, 0.71),
                "the same product"),
            new Claim(
                "SR-variance-uniform",
                "With 1/√L the variance grows by a factor that no depth exceeds: q_L/q_0.",
                2.7,
                Tolerance.between(2.5, 2.95),
                "(1 + 1/100)^100, towards e"),
            new Claim(
                "SR-gradient-uniform",
                "So does the gradient: ‖g_0‖²/‖g_L‖².",
                2.7,
                Tolerance.between(2.5, 2.95),
                "the same product"),
            new Claim(
                "SR-variance-decreasing",
                "With scales that decrease along the network it grows to a limit too: q_L/q_0.",
                9,
                Tolerance.between(8.3, 9.7),
                KERNEL),
            new Claim(
                "SR-correlation-uniform",
                "With 1/√L two inputs of correlation 1/2 stay apart: correlation at the end.",
                0.593,
                Tolerance.between(0.57, 0.62),
                "the differential equation of infinite depth")),
        (plan, workers) -> StableResNetFigures.of(BranchScaleStudy.run(plan, workers)));
  }

  private static Experiment limits() {
    return new Experiment(
        "kernels of infinitely wide ReLU networks",
        "depths 100 to 100000",
        "depths 100 to 100000",
        new Seeds(0, 0),
        List.of(
            new Claim(
                "SR-points-residual",
                "The limit at infinite depth keeps five points on a circle apart: smallest"
                    + " eigenvalue of their correlations at σ_w² = 2.",
                0.129,
                Tolerance.atLeast(0.1),
                "a second program"),
            new Claim(
                "SR-points-plain",
                "A plain network of 100 layers hardly does: the same number.",
                0.00344,
                Tolerance.atMost(0.01),
                "a second program"),
            new Claim(
                "SR-rate-none",
                "Without a scale all inputs become alike as in a plain network: l²(1 − c) at l ="
                    + " 100000.",
                178,
                Tolerance.between(175, 180),
                "(9π²/2)(1 + 2/σ_w²)²"),
            new Claim(
                "SR-depth-error",
                "Finite depth differs from the limit by order 1/L: L times the difference of q at"
                    + " σ_w² = 1.",
                0.205,
                Tolerance.between(0.2, 0.21),
                "a second program")),
        (plan, workers) -> StableResNetFigures.of(BranchScaleStudy.limits()));
  }
}
