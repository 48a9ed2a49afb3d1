// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers.scaling;

import java.util.List;
import org.eidograph.papers.Claim;
import org.eidograph.papers.Experiment;
import org.eidograph.papers.Tolerance;
import org.eidograph.widen.study.ContinuedRunStudy;
import org.eidograph.widen.study.EquivalenceStudy;
import org.eidograph.widen.study.WarmStartStudy;

/** μpscaling: a widened model trains like its source, and noise makes the new width useful. */
public final class MupScalingExperiments {
  private static final String THEOREM = "the paper's theorem; other programs reach 1e-13";
  private static final String OTHER_NETWORKS = "broken on purpose in an independent program";
  private static final String REGRESSION = "an independent run of the same task in PyTorch";

  private MupScalingExperiments() {}

  /** All experiments of the paper. */
  public static List<Experiment> all() {
    return List.of(equivalence(), continued(), warmStart());
  }

  private static Experiment equivalence() {
    return new Experiment(
        "a Llama of two blocks (hidden 32, 4 query and 2 key and value heads) in double precision"
            + " is trained 5 steps, widened to hidden 64 with its moments, and both learn the same"
            + " two sequences for 20 steps, gradients clipped to norm 0.5",
        "every optimizer and every forgotten factor once a seed",
        "every optimizer and every forgotten factor once a seed",
        EquivalenceStudy.SEEDS,
        List.of(
            exact("W2-sgd", "plain descent"),
            exact("W2-momentum", "momentum 0.9 and coupled decay"),
            exact("W2-adamw", "AdamW"),
            exact("W2-muon", "orthogonalised momentum, AdamW for the rest"),
            control("W3-rate", "the rates of the source are used as they are", 1.5, 0.1),
            control("W3-moments", "the moments start anew", 1.4, 0.1),
            control("W3-epsilon", "Adam's ε of 1e-3 is not scaled", 0.085, 1e-3),
            control("W3-decay", "the decay is not scaled", 0.038, 1e-3),
            control("W3-clip", "the plain norm is clipped (momentum)", 0.033, 1e-3),
            new Claim(
                "W4-function",
                "Paired noise of 0.3 keeps the function: largest change of logits relative to their"
                    + " root mean square, over seeds.",
                0,
                Tolerance.atMost(1e-12),
                "copies see equal inputs; an independent program reaches 1.6e-15"),
            new Claim(
                "W4-gradients",
                "And lets copies part: relative difference of the gradients of two copies.",
                0.37,
                Tolerance.atLeast(0.05),
                "0.36 to 0.38 in an independent program"),
            new Claim(
                "W5-copies",
                "Without noise copies stay equal: the same difference, of the gradient after 20"
                    + " steps of plain descent.",
                0,
                Tolerance.atMost(1e-10),
                THEOREM)),
        (plan, workers) -> MupScalingFigures.ofEquivalence(EquivalenceStudy.run(plan, workers)));
  }

  private static Claim exact(String id, String optimizer) {
    return new Claim(
        id,
        "With %s: largest difference of logits after 20 steps, over seeds.".formatted(optimizer),
        0,
        Tolerance.atMost(1e-10),
        THEOREM);
  }

  private static Claim control(String id, String forgotten, double expected, double least) {
    return new Claim(
        id,
        "Not so if %s: the same difference, smallest over seeds.".formatted(forgotten),
        expected,
        Tolerance.atLeast(least),
        OTHER_NETWORKS);
  }

  private static Experiment continued() {
    return new Experiment(
        "two hidden ReLU layers in muP fit 512 noisy points by Adam, 25 steps at width n and 50"
            + " after widening to 2n with Gaussian noise σ; η and σ of the continued run are swept",
        "n = 128 and 256, rates half an octave apart",
        "n = 128 and 256, rates an octave apart",
        ContinuedRunStudy.SEEDS,
        List.of(
            new Claim(
                "T-rate",
                "The best rate of the continued run holds at another width: octaves between the"
                    + " best rates at both widths.",
                0.5,
                Tolerance.atMost(1),
                REGRESSION + ": 2^-5.6 and 2^-5.1"),
            new Claim(
                "T-noise",
                "So does the best noise: octaves between the best σ of both widths.",
                0,
                Tolerance.atMost(1),
                REGRESSION + ": 0.8 at both"),
            new Claim(
                "T-gain",
                "Noise helps: loss with σ = 0.8 over loss without noise, from width 128.",
                0.53,
                Tolerance.atMost(0.9),
                REGRESSION + ", at half the rate: 0.0112 over 0.0211")),
        (plan, workers) -> MupScalingFigures.ofRates(ContinuedRunStudy.run(plan, workers)));
  }

  private static Experiment warmStart() {
    return new Experiment(
        "language models of two Llama blocks on the beginning of Tiny Shakespeare, AdamW in muP;"
            + " one of hidden size 32 is widened to 64 with paired noise of 0.3 and trained on, one"
            + " of 64 starts from scratch; each phase tries the same base rates and keeps the best"
            + " of the mean",
        "150 steps before and after widening, 4 rates",
        "40 steps before and after widening, 2 rates",
        WarmStartStudy.SEEDS,
        List.of(
            new Claim(
                "D-cost",
                "Widening pays when the source's training and all searches count: held-out loss"
                    + " from scratch at equal multiplications less that of the widened model,"
                    + " nats.",
                0,
                Tolerance.atLeast(0),
                "the paper's claim of a warm start; no number of it could be read"),
            new Claim(
                "D-steps",
                "It pays when only the steps after widening count: the same difference, scratch"
                    + " trained for as many steps.",
                0,
                Tolerance.atLeast(0),
                "the paper's comparison; no number of it could be read")),
        (plan, workers) -> MupScalingFigures.ofWarmStart(WarmStartStudy.run(plan, workers)));
  }
}
