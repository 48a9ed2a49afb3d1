// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers.lora;

import java.util.List;
import org.eidograph.base.Figure;
import org.eidograph.base.Figure.Axis;
import org.eidograph.base.Figure.Kind;
import org.eidograph.base.Figure.Series;
import org.eidograph.lora.study.CountingStudy;
import org.eidograph.lora.study.RateCurve;
import org.eidograph.lora.study.StartStudy;
import org.eidograph.papers.Claim;
import org.eidograph.papers.Experiment;
import org.eidograph.papers.Findings;
import org.eidograph.papers.Tolerance;
import org.eidograph.study.Seeds;

/** The impact of initialization: Init[A] bears the larger rate and learns more. */
public final class StartExperiments {
  private static final String REFERENCE = "an independent run of the same task in PyTorch";

  private StartExperiments() {}

  /** All experiments of the paper. */
  public static List<Experiment> all() {
    return List.of(counting(), training());
  }

  private static Experiment counting() {
    return new Experiment(
        "three sign-descent steps on one random sample, one rate for both factors, rank 16",
        "widths 256 to 4096",
        "widths 256 to 4096",
        CountingStudy.SEEDS,
        List.of(
            new Claim(
                "I4-update-a",
                "Init[A] at η = (n·r)^-1/2 changes the output by the same amount at every width:"
                    + " largest over smallest.",
                1.07,
                Tolerance.atMost(1.3),
                REFERENCE),
            new Claim(
                "I4-bottleneck-a",
                "Meanwhile its A·z grows without bound: power of the width.",
                0.5,
                Tolerance.between(0.4, 0.6),
                "the paper's internal instability, A·z = Θ(n^1/2)"),
            new Claim(
                "I4-update-b",
                "Init[B] at η = 1/n does so too: largest over smallest.",
                1.15,
                Tolerance.atMost(1.3),
                REFERENCE),
            new Claim(
                "I4-bottleneck-b",
                "And its A·z keeps its size: largest over smallest.",
                1.09,
                Tolerance.atMost(1.3),
                REFERENCE),
            new Claim(
                "I4-too-small",
                "Init[A] at the rate of Init[B] stops learning as the width grows: power of the"
                    + " width with which its change of the output goes.",
                -1,
                Tolerance.between(-1.1, -0.9),
                "counting; a reference run gave -0.97"),
            new Claim(
                "I4-too-large",
                "Init[B] at n^-1/2 moves far too much: its change at width 256 over that at 1/n.",
                60,
                Tolerance.atLeast(10),
                REFERENCE)),
        (plan, workers) -> Findings.of(CountingStudy.starts(plan)));
  }

  private static Experiment training() {
    return new Experiment(
        "adapters of rank 8, scale 1, learn a shift of rank 32 in 60 Adam steps, rates on a grid of"
            + " half octaves",
        "widths 64, 128, 256, 512, 1024",
        "widths 64, 256, 1024",
        Seeds.USUAL,
        List.of(
            new Claim(
                "I1-slope-a",
                "The best rate of Init[A] falls as the root of the width: power of the width.",
                -0.5,
                Tolerance.between(-0.75, -0.35),
                "the paper's Θ(n^-1/2)"),
            new Claim(
                "I1-slope-b",
                "That of Init[B] falls as the width: power of the width.",
                -1,
                Tolerance.between(-1.2, -0.7),
                "the paper's Θ(n^-1)"),
            new Claim(
                "I2-rate",
                "At width 1024 Init[A] bears the larger rate: its best rate over that of Init[B].",
                3.1,
                Tolerance.atLeast(2),
                REFERENCE),
            new Claim(
                "I2-loss",
                "At width 1024 Init[A] reaches the lower loss: its loss over that of Init[B].",
                0.5,
                Tolerance.atMost(0.75),
                REFERENCE),
            new Claim(
                "I3-growth-a",
                "A·z at the best rate of Init[A] grows: size at width 1024 over that at 64.",
                2.2,
                Tolerance.atLeast(1.6),
                REFERENCE),
            new Claim(
                "I3-growth-b",
                "A·z at the best rate of Init[B] does not: the same number.",
                1,
                Tolerance.between(0.7, 1.4),
                "the paper's Θ(1)")),
        (plan, workers) -> findings(StartStudy.run(plan, workers)));
  }

  private static Findings findings(StartStudy.Result result) {
    return new Findings(
        result.measured(), List.of(rates(result), losses(result), widest(result)), List.of());
  }

  private static Figure rates(StartStudy.Result result) {
    return new Figure(
        "lora-init-rates",
        "Best learning rate against the width",
        "Slope -1/2 for Init[A], -1 for Init[B].",
        Axis.log("width"),
        Drawing.RATE,
        List.of(
            Drawing.bestRates("Init[A]", result.widths(), result.a()),
            Drawing.bestRates("Init[B]", result.widths(), result.b())));
  }

  private static Figure losses(StartStudy.Result result) {
    return new Figure(
        "lora-init-loss",
        "Loss at the best rate against the width",
        "",
        Axis.log("width"),
        Drawing.LOSS,
        List.of(
            loss("Init[A]", result.widths(), result.a()),
            loss("Init[B]", result.widths(), result.b())));
  }

  private static Series loss(String name, List<Integer> widths, List<RateCurve> curves) {
    return new Series(
        name,
        Kind.LINE,
        Drawing.doubles(widths),
        curves.stream().mapToDouble(RateCurve::bestLoss).toArray());
  }

  private static Figure widest(StartStudy.Result result) {
    int last = result.widths().size() - 1;
    return new Figure(
        "lora-init-curves",
        "Loss against the rate at width " + result.widths().get(last),
        "A rate is never shared between the two starts.",
        Drawing.RATE,
        Drawing.LOSS,
        List.of(
            Drawing.curve("Init[A]", result.a().get(last)),
            Drawing.curve("Init[B]", result.b().get(last))));
  }
}
