// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers.signal;

import java.util.List;
import org.eidograph.papers.Claim;
import org.eidograph.papers.Experiment;
import org.eidograph.papers.Tolerance;
import org.eidograph.signal.limit.study.JacobianStudy;
import org.eidograph.signal.limit.study.PrunedLayerStudy;
import org.eidograph.study.Seeds;

/** Stability of the Jacobian: products of layers grow like a root of the depth, pruned or not. */
public final class JacobianExperiments {
  private static final String SIMULATION = "an independent simulation, width 600";

  private JacobianExperiments() {}

  /** All experiments of the paper. */
  public static List<Experiment> all() {
    return List.of(products(), pruned());
  }

  private static Experiment products() {
    return new Experiment(
        "products of drawn layers with critical weights: linear ones of width 600, ReLU and tanh on"
            + " the edge of chaos at σ_b = 0.2",
        "ReLU of width 400, tanh of 200; 2 products of linear layers a seed, else 4",
        "ReLU of width 200, tanh of 100; 2 products of linear layers a seed, else 4",
        Seeds.USUAL,
        List.of(
            norm(1, 0.99),
            norm(2, 0.989),
            norm(3, 0.981),
            norm(5, 0.96),
            new Claim(
                "JA-moment-5",
                "Second moment of the squared singular values of five layers over m + 1.",
                1,
                Tolerance.between(0.94, 1.06),
                "moments of Fuss–Catalan laws"),
            reluNorm(2, 0.97),
            reluNorm(5, 0.95),
            reluNorm(10, 0.9),
            new Claim(
                "JA-relu-moment-5",
                "Second moment with ReLU's masks, five layers.",
                11,
                Tolerance.between(9.9, 12.1),
                "1 + 2m"),
            new Claim(
                "JA-relu-moment-10",
                "The same for ten layers.",
                21,
                Tolerance.between(18.9, 23.1),
                "1 + 2m"),
            new Claim(
                "JA-tanh-moment",
                "Five layers of tanh, Gaussian weights.",
                7.53,
                Tolerance.between(6.9, 8.2),
                "1 + m·E[φ'⁴]/E[φ'²]²"),
            new Claim(
                "JA-orthogonal-moment",
                "The same with orthogonal weights.",
                2.53,
                Tolerance.between(2.4, 2.7),
                "1 + m·(E[φ'⁴]/E[φ'²]² − 1)")),
        (plan, workers) -> JacobianFigures.of(JacobianStudy.run(plan, workers)));
  }

  private static Claim norm(int factors, double expected) {
    return new Claim(
        "JA-norm-" + factors,
        "%d linear %s: norm over its limit √((m+1)^(m+1)/m^m)."
            .formatted(factors, factors == 1 ? "layer" : "layers"),
        expected,
        Tolerance.between(0.94, 1.06),
        SIMULATION);
  }

  private static Claim reluNorm(int factors, double expected) {
    return new Claim(
        "JA-relu-norm-" + factors,
        "%d layers with ReLU's masks: norm over its limit.".formatted(factors),
        expected,
        Tolerance.between(0.85, 1.15),
        "the limit; finite width lowers the edge by order (m/n)^(2/3)");
  }

  private static Experiment pruned() {
    return new Experiment(
        "five ReLU layers with nine of ten weights pruned; single layers of 1500 units pruned at"
            + " random, and of 1000 units with a common component",
        "products of width 300, 16 a seed",
        "products of width 200, 16 a seed",
        Seeds.USUAL,
        List.of(
            new Claim(
                "JP-kept",
                "The largest tenth of Gaussian weights holds this share of their squared norm.",
                0.439,
                Tolerance.between(0.434, 0.445),
                "P(χ²_3 > z²)"),
            unit("JP-random", "Pruned at random and rescaled by (1 − s)^(−1/2)"),
            unit("JP-magnitude", "Pruned by magnitude and rescaled by the share above"),
            new Claim(
                "JP-bare",
                "Pruned by magnitude and not rescaled: ln of it a layer.",
                -0.823,
                Tolerance.between(-0.9, -0.75),
                "ln of the share"),
            new Claim(
                "JP-excessive",
                "Pruned by magnitude and rescaled as if at random: ln of it a layer.",
                1.48,
                Tolerance.between(1.4, 1.56),
                "ln of the share over 1 − s"),
            new Claim(
                "JP-dense",
                "A layer with a tenth of its weights, rescaled, keeps its norm of 2.",
                2.02,
                Tolerance.between(1.97, 2.07),
                "an independent simulation"),
            new Claim(
                "JP-sparse",
                "With 0.5 % of them, n(1 − s) = ln n, it does not.",
                2.49,
                Tolerance.between(2.34, 2.64),
                "an independent simulation"),
            new Claim(
                "JP-outlier-4",
                "Weights with a common component ρ = 4/n have an outlier θ + 1/θ, θ = √(ρn).",
                2.5,
                Tolerance.between(2.44, 2.56),
                "rank-one perturbation of a Gaussian matrix"),
            new Claim(
                "JP-outlier-9",
                "The same with ρ = 9/n.",
                3.33,
                Tolerance.between(3.27, 3.39),
                "rank-one perturbation of a Gaussian matrix")),
        (plan, workers) -> JacobianFigures.of(PrunedLayerStudy.run(plan, workers)));
  }

  private static Claim unit(String id, String what) {
    return new Claim(
        id,
        what + ": mean squared singular value of the product.",
        1,
        Tolerance.between(0.9, 1.1),
        "criticality");
  }
}
