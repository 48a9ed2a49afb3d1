// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers.signal;

import java.util.List;
import java.util.Map;
import org.eidograph.papers.Claim;
import org.eidograph.papers.Experiment;
import org.eidograph.papers.Findings;
import org.eidograph.papers.Tolerance;
import org.eidograph.signal.study.CorrelationStudy;
import org.eidograph.signal.study.DeepTrainingStudy;
import org.eidograph.signal.study.DeepTrainingStudy.Arm;
import org.eidograph.signal.study.DeepTrainingStudy.Curve;
import org.eidograph.study.Seeds;

/** The impact of the activation: rates of correlations, and smooth functions beside ReLU. */
public final class ImpactExperiments {
  private static final String PAPER = "the paper's rate";
  private static final String RECURSION = "an independent run of the recursion";

  private ImpactExperiments() {}

  /** All experiments of the paper. */
  public static List<Experiment> all() {
    return List.of(rates(), training());
  }

  private static Experiment rates() {
    return new Experiment(
        "the correlation map iterated from correlation 1/2, infinite width",
        "to 100,000 layers",
        "to 100,000 layers",
        new Seeds(0, 0),
        List.of(
            new Claim(
                "I1-ordered",
                "In the ordered phase (tanh, σ_w = σ_b = 1) correlations converge exponentially:"
                    + " change of ln(1 - c) in a layer.",
                -0.9191,
                Tolerance.between(-0.93, -0.91),
                "ln χ_1 with χ_1 = 0.39888"),
            new Claim(
                "I1-relu-power",
                "On the edge of ReLU they converge like 1/l²: power of l.",
                -2,
                Tolerance.between(-2.02, -1.98),
                PAPER),
            new Claim(
                "I1-relu-constant",
                "With the constant 9π²/2: (1 - c)·l² at layer 100,000.",
                44.41,
                Tolerance.between(44.2, 44.6),
                PAPER),
            new Claim(
                "I1-tanh-power",
                "On the edge of tanh (σ_b = 0.2) they converge like 1/l: power of l.",
                -1,
                Tolerance.between(-1.02, -0.98),
                PAPER),
            new Claim(
                "I1-tanh-constant",
                "With the constant β_q: (1 - c)·l at layer 100,000.",
                7.084,
                Tolerance.between(7.0, 7.17),
                "β_q = 2E[φ'²]/(q·E[φ''²])"),
            new Claim(
                "I2-beta",
                "A smaller σ_b loses less: β_q of tanh at σ_b = 0.05 over that at 0.5.",
                17.5,
                Tolerance.atLeast(10),
                "the paper: β_q grows without bound as σ_b falls"),
            new Claim(
                "I2-identity",
                "There the correlation map comes near the identity: sup |f(c) - c| at σ_b = 0.05"
                    + " over that at 0.5.",
                0.09,
                Tolerance.atMost(0.2),
                "the paper: the supremum tends to 0"),
            new Claim(
                "I2-smooth",
                "After 200 layers tanh has kept more of the difference of two inputs than ReLU: 1 -"
                    + " c over that of ReLU.",
                35,
                Tolerance.atLeast(20),
                RECURSION)),
        (plan, workers) ->
            new Findings(CorrelationStudy.run(), List.of(SignalFigures.decays()), List.of()));
  }

  private static Experiment training() {
    return new Experiment(
        "networks of 50 layers and width 64 on their edges learn the side of a hyperplane in 300"
            + " Adam steps, the better of rates 0.0003 and 0.001; last losses differ by powers of ten"
            + " between seeds",
        "32 seeds",
        null, // twelve seeds in half a minute would leave an error of 1 in ln of the ratio
        DeepTrainingStudy.COMPARED,
        List.of(
            new Claim(
                "I3-relu",
                "tanh learns more than ReLU: last loss of ReLU over that of tanh.",
                2,
                Tolerance.atLeast(1.3),
                "the paper's 91 against 47 % accuracy on MNIST after ten epochs, depth 300")),
        (plan, workers) ->
            findings(
                DeepTrainingStudy.run(
                    DeepTrainingStudy.COMPARED.of(plan), workers, Arm.TANH_EDGE, Arm.RELU_EDGE)));
  }

  private static Findings findings(List<Curve> curves) {
    return new Findings(
        Map.of("I3-relu", curves.get(1).over(curves.get(0))),
        List.of(SignalFigures.training("eoc-impact-training", "tanh and ReLU at depth 50", curves)),
        List.of());
  }
}
