// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers.lora;

import java.util.List;
import org.eidograph.lora.study.CarryStudy;
import org.eidograph.lora.study.ConversionStudy;
import org.eidograph.lora.study.CountingStudy;
import org.eidograph.lora.study.RankStudy;
import org.eidograph.lora.study.TransferStudy;
import org.eidograph.papers.Claim;
import org.eidograph.papers.Experiment;
import org.eidograph.papers.Findings;
import org.eidograph.papers.Tolerance;
import org.eidograph.study.Seeds;

/** Learning-rate scaling across ranks: which rule the best rate follows under each multiplier. */
public final class RankExperiments {
  private static final String REFERENCE = "an independent run of the same task in PyTorch";

  private static final String TASK =
      "adapters at width 256 learn a shift of rank 32 in 60 Adam steps, rates on a grid of half"
          + " octaves; ";

  private RankExperiments() {}

  /** All experiments of the paper. */
  public static List<Experiment> all() {
    return List.of(counting(), conversions(), slopes(), carried(), transferred());
  }

  private static Experiment counting() {
    return new Experiment(
        "three sign-descent steps on one random sample at the rate of the rule, width 2048",
        "ranks 4 to 128",
        "ranks 4 to 128",
        CountingStudy.SEEDS,
        List.of(
            invariant("M1-scale-1", "Init[A], scale 1, η = (n·r)^-1/2", 1.05),
            invariant("M1-rank-stabilised", "Init[A], scale r^-1/2, η = n^-1/2·r^-1/4", 1.01),
            invariant("M1-fixed-alpha", "Init[A], scale 1/r, η = n^-1/2", 1),
            invariant("M1-init-b", "Init[B], scale 1, η = 1/n", 1.07)),
        (plan, workers) -> Findings.of(CountingStudy.ranks(plan)));
  }

  private static Claim invariant(String id, String rule, double expected) {
    return new Claim(
        id,
        "%s changes the output by the same amount at every rank: largest over smallest."
            .formatted(rule),
        expected,
        Tolerance.atMost(1.12),
        REFERENCE);
  }

  private static Experiment conversions() {
    return new Experiment(
        "four rates carried between settings and compared with factors worked out by hand",
        "four examples",
        "four examples",
        new Seeds(0, 0),
        List.of(
            new Claim(
                "M4-conversions",
                "The converted rates are 1/2, 1/2, 2^-1/2 and 1/2 of the old: largest relative"
                    + " distance.",
                0,
                Tolerance.atMost(1e-12),
                "algebra")),
        (plan, workers) -> Findings.of(ConversionStudy.run()));
  }

  private static Experiment slopes() {
    return new Experiment(
        TASK + "four ways of choosing start and multiplier",
        "ranks 8, 32, 128, for Init[B] 4, 8, 16",
        "ranks 8, 32, 128, for Init[B] 4, 8, 16",
        Seeds.USUAL,
        List.of(
            slope("M2-scale-1", "Init[A] with scale 1", -0.5, Tolerance.between(-0.65, -0.3)),
            slope(
                "M2-rank-stabilised",
                "Init[A] with scale r^-1/2",
                -0.25,
                Tolerance.between(-0.4, -0.1)),
            slope("M2-fixed-alpha", "Init[A] with scale 1/r", 0, Tolerance.between(-0.15, 0.2)),
            slope(
                "M2-init-b",
                "Init[B] with scale 1, at ranks far below the width,",
                0,
                Tolerance.between(-0.5, 0.35))),
        (plan, workers) -> RankFigures.slopes(RankStudy.run(plan, workers)));
  }

  private static Claim slope(String id, String setting, double expected, Tolerance tolerance) {
    return new Claim(
        id,
        "The best rate of %s goes as a power of the rank: the power.".formatted(setting),
        expected,
        tolerance,
        "the paper's rule");
  }

  private static Experiment carried() {
    return new Experiment(
        TASK + "the best rate of rank 16 carried to rank 128, Init[A], scale 1",
        "ranks 16, 128",
        "ranks 16, 128",
        Seeds.USUAL,
        List.of(
            new Claim(
                "M3-carried",
                "Carried by r^-1/2 it costs almost nothing: loss over that of the rate tuned at"
                    + " rank 128.",
                1,
                Tolerance.atMost(1.05),
                REFERENCE),
            new Claim(
                "M3-unchanged",
                "Carried unchanged it costs much: the same number.",
                2.81,
                Tolerance.atLeast(1.5),
                REFERENCE)),
        (plan, workers) -> RankFigures.carried(CarryStudy.run(plan, workers)));
  }

  private static Experiment transferred() {
    return new Experiment(
        TASK + "Init[B], scale 1, beside full fine-tuning",
        "ranks 16, 128",
        "ranks 16, 128",
        Seeds.USUAL,
        List.of(
            new Claim(
                "full-bracket",
                "The best rate of the adapter is an upper bracket of that of full fine-tuning:"
                    + " octaves from that up to it at rank 16.",
                1.4,
                Tolerance.between(0, 2),
                REFERENCE),
            new Claim(
                "full-closer",
                "A larger rank comes closer: octaves from rank 128 up to rank 16.",
                1.1,
                Tolerance.atLeast(0),
                REFERENCE)),
        (plan, workers) -> RankFigures.transferred(TransferStudy.run(plan, workers)));
  }
}
