// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers.scaling;

import java.util.List;
import org.eidograph.papers.Claim;
import org.eidograph.papers.Experiment;
import org.eidograph.papers.Findings;
import org.eidograph.papers.Tolerance;
import org.eidograph.transfer.study.NetworkStudy;
import org.eidograph.transfer.study.OneStepStudy;
import org.eidograph.transfer.study.SeveralStepsStudy;

/** Transfer of the learning rate under muP: the best rate stops moving as the width grows. */
public final class LrTransferExperiments {
  private static final String REFERENCE = "an independent run of the same task in PyTorch";

  private LrTransferExperiments() {}

  /** All experiments of the paper. */
  public static List<Experiment> all() {
    return List.of(oneStep(), severalSteps(), networks());
  }

  private static Experiment oneStep() {
    return new Experiment(
        "deep linear networks, three hidden matrices trained by one step of gradient descent on 100"
            + " samples in 10 dimensions; the best rate of each network exactly",
        "widths 64 to 1024",
        "widths 64 to 1024",
        OneStepStudy.SEEDS,
        List.of(
            new Claim(
                "T0-exact",
                "The limit (m/L)·(yᵀKy)/‖Ky‖² of three samples and two layers.",
                1.00819672131148,
                Tolerance.between(1.00819672131148 - 1e-12, 1.00819672131148 + 1e-12),
                "by hand: 1.5·20.5/30.5"),
            new Claim(
                "T1-limit",
                "Under muP the best rate comes to the limit: at width 1024, over the limit.",
                1,
                Tolerance.between(0.85, 1.15),
                "the paper's theorem"),
            new Claim(
                "T1-decay",
                "As n^-1/2: the power of the width that its distance from the limit follows.",
                -0.5,
                Tolerance.between(-0.9, -0.3),
                "the paper's theorem; an independent run in PyTorch gave -0.66"),
            new Claim(
                "T2-standard",
                "In the standard parametrization it falls as 1/n: the power of the width.",
                -0.974,
                Tolerance.between(-1.1, -0.85),
                REFERENCE)),
        (plan, workers) -> LrTransferFigures.oneStep(OneStepStudy.run(plan, workers)));
  }

  private static Experiment severalSteps() {
    return new Experiment(
        "the same networks after five steps; the best rate by search",
        "widths 64 to 512",
        "widths 64 to 256",
        SeveralStepsStudy.SEEDS,
        List.of(
            new Claim(
                "T3-maximal",
                "Under muP the best rate has a limit after any number of steps: the power of the"
                    + " width after five.",
                -0.07,
                Tolerance.between(-0.25, 0.15),
                REFERENCE),
            new Claim(
                "T3-standard",
                "In the standard parametrization it falls: the power of the width.",
                -1,
                Tolerance.between(-1.25, -0.75),
                "the first-order term is n times as large")),
        (plan, workers) -> Findings.of(SeveralStepsStudy.run(plan, workers).measured()));
  }

  private static Experiment networks() {
    return new Experiment(
        "ReLU networks with two hidden layers learn a tanh teacher in 60 steps, full batch, rates"
            + " on a grid of powers of two; base width 64",
        "widths 64 to 1024",
        "widths 64 to 512",
        NetworkStudy.SEEDS,
        List.of(
            drift("T4-sgd-standard", "SGD in the standard parametrization", -1, atMost()),
            drift("T4-sgd-maximal", "SGD under muP", 0.09, flat()),
            drift("T4-adam-standard", "Adam in the standard parametrization", -1.33, atMost()),
            drift("T4-adam-maximal", "Adam under muP", -0.13, flat()),
            regret("T5-sgd-standard", "SGD in the standard parametrization", 12, dear()),
            regret("T5-sgd-maximal", "SGD under muP", 0, cheap()),
            regret("T5-adam-standard", "Adam in the standard parametrization", 5.8, dear()),
            regret("T5-adam-maximal", "Adam under muP", 0.22, cheap()),
            gain("T6-sgd", "SGD", 0.38),
            gain("T6-adam", "Adam", 0.27)),
        (plan, workers) -> LrTransferFigures.networks(NetworkStudy.run(plan, workers)));
  }

  private static Claim drift(String id, String setting, double expected, Tolerance tolerance) {
    return new Claim(
        id,
        "Change of the log2 best rate of %s with a doubling of the width.".formatted(setting),
        expected,
        tolerance,
        REFERENCE);
  }

  private static Tolerance atMost() {
    return Tolerance.atMost(-0.8);
  }

  private static Tolerance flat() {
    return Tolerance.between(-0.3, 0.3);
  }

  private static Claim regret(String id, String setting, double expected, Tolerance tolerance) {
    return new Claim(
        id,
        "What the best rate of width 64 costs the widest network by %s, in log loss; a loss of 10,000"
                .formatted(setting)
            + " stands for training that diverges.",
        expected,
        tolerance,
        REFERENCE);
  }

  private static Tolerance dear() {
    return Tolerance.atLeast(2);
  }

  private static Tolerance cheap() {
    return Tolerance.atMost(0.5);
  }

  private static Claim gain(String id, String optimizer, double expected) {
    return new Claim(
        id,
        "Wide networks learn more under muP: best loss of the widest by %s over that in the standard"
                .formatted(optimizer)
            + " parametrization.",
        expected,
        Tolerance.atMost(1),
        REFERENCE);
  }
}
