// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers.lora;

import java.util.List;
import org.eidograph.lora.study.CountingStudy;
import org.eidograph.lora.study.RatioStudy;
import org.eidograph.papers.Claim;
import org.eidograph.papers.Experiment;
import org.eidograph.papers.Findings;
import org.eidograph.papers.Tolerance;

/** LoRA+: the best ratio of the two rates leaves one as the width grows. */
public final class LoraPlusExperiments {
  private static final String REFERENCE = "an independent run of the same task in PyTorch";

  private LoraPlusExperiments() {}

  /** All experiments of the paper. */
  public static List<Experiment> all() {
    return List.of(counting(), ratio());
  }

  private static Experiment counting() {
    return new Experiment(
        "three sign-descent steps on one random sample, Init[A], rank 16, η_A = 1/n, η_B = 1/r",
        "widths 256 to 4096",
        "widths 256 to 4096",
        CountingStudy.SEEDS,
        List.of(
            new Claim(
                "L0-update",
                "With separate rates the last step changes the output by the same amount at every"
                    + " width: largest over smallest change.",
                1.16,
                Tolerance.atMost(1.3),
                REFERENCE),
            new Claim(
                "L0-bottleneck",
                "So does the size of A·z: largest over smallest.",
                1.2,
                Tolerance.atMost(1.3),
                REFERENCE)),
        (plan, workers) -> Findings.of(CountingStudy.separateRates(plan)));
  }

  private static Experiment ratio() {
    return new Experiment(
        "adapters of rank 16 learn a shift of rank 8 in 60 Adam steps, η_A and η_B on a grid of"
            + " powers of two; once more rank 4 for a shift of rank 32",
        "widths 64, 256, 512, 1024",
        "widths 64, 1024",
        RatioStudy.SEEDS,
        List.of(
            new Claim(
                "L1-ratio",
                "At width 1024 the best rate of B is far above that of A: log2 of their ratio.",
                5,
                Tolerance.atLeast(3),
                REFERENCE),
            new Claim(
                "L1-growth",
                "The best ratio grows with the width: log2 of it at width 1024 less that at 64.",
                4,
                Tolerance.between(2, 6),
                "the paper's η_B/η_A = Θ(n); the grid is one octave wide"),
            new Claim(
                "L1-gain",
                "At width 1024 separate rates reach a lower loss: best loss with equal rates over"
                    + " best loss.",
                1.22,
                Tolerance.atLeast(1.2),
                "60 seeds of the same task in PyTorch; four seeds gave 1.42"),
            new Claim(
                "L1-narrow",
                "At width 64 they hardly do: the same number.",
                1.03,
                Tolerance.atMost(1.15),
                REFERENCE),
            new Claim(
                "L2-product",
                "The best pair keeps the product of the best common rate: octaves between η_A·η_B"
                    + " and its square, at most over all tasks.",
                1,
                Tolerance.atMost(2),
                REFERENCE)),
        (plan, workers) -> LoraPlusFigures.of(RatioStudy.run(plan, workers)));
  }
}
