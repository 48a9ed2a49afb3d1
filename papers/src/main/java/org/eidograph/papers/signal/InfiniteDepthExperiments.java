// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers.signal;

import java.util.List;
import org.eidograph.papers.Claim;
import org.eidograph.papers.Experiment;
import org.eidograph.papers.Tolerance;
import org.eidograph.signal.limit.study.NarrowDepthStudy;
import org.eidograph.study.Seeds;

/** The infinite-depth limit of finite-width networks: typical norms shrink below four units. */
public final class InfiniteDepthExperiments {
  private static final String SIMULATION = "an independent simulation of 100000 paths and more";

  private InfiniteDepthExperiments() {}

  /** All experiments of the paper. */
  public static List<Experiment> all() {
    return List.of(
        new Experiment(
            "residual ReLU networks of 400 branches over √L from a standard normal start, and the"
                + " two closed cases of one unit",
            "10000 networks a seed and width; 50000 of width 1, 20000 of the second case",
            "4000 networks a seed and width; 33000 of width 1, 12000 of the second case",
            Seeds.USUAL,
            List.of(
                new Claim(
                    "ID-drift-1",
                    "One unit: E ln of the growth of the activations' norm.",
                    -0.5,
                    Tolerance.between(-0.51, -0.49),
                    "geometric Brownian motion"),
                drift(2, -0.1695, 0.004),
                drift(3, -0.0502, 0.003),
                drift(4, 0.0146, 0.003),
                drift(5, 0.0561, 0.003),
                drift(16, 0.1867, 0.003),
                new Claim(
                    "ID-sign",
                    "Typical norms shrink in narrow networks and grow in wide ones: smallest width"
                        + " that grows.",
                    4,
                    Tolerance.between(4, 4),
                    "m_n = (n/(4(1 − 2^-n)) − 1)/n changes sign there"),
                new Claim(
                    "ID-variance",
                    "One unit: variance of the logarithm.",
                    1,
                    Tolerance.between(0.98, 1.02),
                    "geometric Brownian motion"),
                new Claim(
                    "ID-law",
                    "One unit: the logarithm is normal, largest distance from N(−1/2, 1).",
                    0.003,
                    Tolerance.atMost(0.01),
                    "Kolmogorov's law for so many paths"),
                new Claim(
                    "ID-square",
                    "Width 256: growth of the mean square of the norm.",
                    1.65,
                    Tolerance.between(1.6, 1.7),
                    "e^(1/2)"),
                new Claim(
                    "ID-process-mean",
                    "The activation made of the inverse of ∫exp(s²) hides an Ornstein–Uhlenbeck"
                        + " process: its mean at t = 1.",
                    0.376,
                    Tolerance.between(0.371, 0.381),
                    "Itô's formula, α = 0.7"),
                new Claim(
                    "ID-process-variance",
                    "The same: its variance.",
                    0.312,
                    Tolerance.between(0.307, 0.317),
                    "Itô's formula, α = 0.7")),
            (plan, workers) -> InfiniteDepthFigures.of(NarrowDepthStudy.run(plan, workers))));
  }

  private static Claim drift(int width, double expected, double tolerance) {
    return new Claim(
        "ID-drift-" + width,
        "%d units: the same number.".formatted(width),
        expected,
        Tolerance.between(expected - tolerance, expected + tolerance),
        SIMULATION);
  }
}
