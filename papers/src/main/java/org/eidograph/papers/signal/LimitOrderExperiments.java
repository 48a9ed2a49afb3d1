// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers.signal;

import java.util.List;
import org.eidograph.papers.Claim;
import org.eidograph.papers.Experiment;
import org.eidograph.papers.Findings;
import org.eidograph.papers.Tolerance;
import org.eidograph.signal.limit.study.LimitOrderStudy;
import org.eidograph.study.Seeds;

/** Width and depth limits commute in residual networks, and do not in plain ones. */
public final class LimitOrderExperiments {
  private static final String SIMULATION = "an independent simulation of 200 networks a size";

  private LimitOrderExperiments() {}

  /** All experiments of the paper. */
  public static List<Experiment> all() {
    return List.of(drawn(), depth());
  }

  private static Experiment drawn() {
    return new Experiment(
        "residual ReLU networks with branches over √L, W_ij ~ N(0, 1/n), of 32 to 512 units and 8"
            + " to 512 branches, two inputs of correlation 1/2; plain ones of width 64",
        "500 networks a seed and size",
        "400 networks a seed and size",
        Seeds.USUAL,
        List.of(
            ratio("WD-joint", "Width and depth 128 together", 0.97, 1.03),
            ratio("WD-wide-first", "512 units, only 8 branches", 0.96, 1.04),
            ratio("WD-deep-first", "64 units, 512 branches", 0.96, 1.04),
            new Claim(
                "WD-error-variance",
                "Networks differ from the limit by order n^-1/2: root mean square error of q(a, a)"
                    + " times √n at n = 128, L = 32.",
                3.6,
                Tolerance.between(3, 4.2),
                SIMULATION),
            new Claim(
                "WD-error-covariance",
                "The same for q(a, b).",
                2.7,
                Tolerance.between(2.2, 3.2),
                SIMULATION),
            new Claim(
                "WD-exponent",
                "Exponent of that error in the width, from 32 to 512 units.",
                -0.5,
                Tolerance.between(-0.56, -0.44),
                "the paper's rate"),
            new Claim(
                "WD-depth-free",
                "The error does not depend on the depth: 128 over 8 branches at 64 units.",
                1,
                Tolerance.between(0.7, 1.43),
                "the paper's rate"),
            new Claim(
                "WD-normal",
                "Pre-activations are Gaussian at n = L = 128: largest distance of a coordinate's"
                    + " law from the limit's, over as many networks as a seed has.",
                0.04,
                Tolerance.atMost(0.07),
                "0.87/√500 by Kolmogorov's law"),
            new Claim(
                "WD-plain-64",
                "Plain networks have no common limit: variance of ln q at n = L = 64.",
                5,
                Tolerance.between(4.3, 5.7),
                "5L/n"),
            new Claim(
                "WD-plain-16",
                "It depends on L/n: the same at L = 16.",
                1.3,
                Tolerance.between(1.05, 1.55),
                "5L/n, and " + SIMULATION),
            new Claim(
                "WD-plain-mean",
                "Their typical variance shrinks with depth: mean of ln q at n = L = 64.",
                -2.5,
                Tolerance.between(-2.8, -2.3),
                "-5L/(2n)")),
        (plan, workers) -> LimitOrderFigures.of(LimitOrderStudy.run(plan, workers)));
  }

  private static Claim ratio(String id, String sizes, double least, double most) {
    return new Claim(
        id,
        "%s: mean q(a, b) over the common limit.".formatted(sizes),
        1,
        Tolerance.between(least, most),
        "q_t = q_0·e^(t/2), dc/dt = (f(c) − c)/2");
  }

  private static Experiment depth() {
    return new Experiment(
        "infinitely wide residual ReLU networks with branches over √L",
        "100 branches",
        "100 branches",
        new Seeds(0, 0),
        List.of(
            new Claim(
                "WD-depth-variance",
                "Finite depth differs by order 1/L: L times the difference of q(a, a).",
                0.205,
                Tolerance.between(0.2, 0.21),
                "a second program"),
            new Claim(
                "WD-depth-covariance",
                "The same for q(a, b).",
                0.145,
                Tolerance.between(0.14, 0.15),
                "a second program")),
        (plan, workers) -> Findings.of(LimitOrderStudy.depthErrors()));
  }
}
