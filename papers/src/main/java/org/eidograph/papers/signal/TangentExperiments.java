// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers.signal;

import java.util.List;
import org.eidograph.papers.Claim;
import org.eidograph.papers.Experiment;
import org.eidograph.papers.Findings;
import org.eidograph.papers.Tolerance;
import org.eidograph.signal.study.TangentStudy;
import org.eidograph.study.Seeds;

/** The tangent kernel at great depth: its limits, and how fast it loses the inputs. */
public final class TangentExperiments {
  private static final String RECURSION = "an independent run of the recursion";

  private TangentExperiments() {}

  /** All experiments of the paper. */
  public static List<Experiment> all() {
    return List.of(pairs(), condition(), drawn());
  }

  private static Experiment pairs() {
    return new Experiment(
        "the recursion of the tangent kernel for two inputs of cosine 1/2, infinite width",
        "to a million layers",
        "to a million layers",
        new Seeds(0, 0),
        List.of(
            new Claim(
                "N1-ordered",
                "In the ordered phase (tanh, σ_w = σ_b = 1) the kernel becomes one constant: K at"
                    + " 30 layers over q/(1 - χ_1).",
                1,
                Tolerance.between(0.9999, 1.0001),
                "the paper's limit"),
            new Claim(
                "N1-rate",
                "Exponentially: change of ln|K - limit| in a layer, between layers 10 and 20.",
                -0.85,
                Tolerance.between(-0.95, -0.75),
                "ln χ_1 = -0.919, and a factor l on the way"),
            new Claim(
                "N1-chaotic",
                "In the chaotic phase (tanh, σ_w = 2, σ_b = 0.2) the diagonal explodes: growth in a"
                    + " layer.",
                1.3464,
                Tolerance.between(1.33, 1.36),
                "χ_1"),
            new Claim(
                "N2-relu",
                "On the edge of ReLU the kernel forgets all but whether inputs are equal: K(x,"
                    + " x')/K(x, x) at a million layers.",
                0.25,
                Tolerance.between(0.2499, 0.2501),
                "the limit 1/4"),
            new Claim(
                "N2-tanh",
                "So it does on a smooth edge (tanh, σ_b = 0.2), with another limit: at 100,000"
                    + " layers.",
                1 / 3.0,
                Tolerance.between(0.3328, 0.3338),
                "the limit 1/3"),
            new Claim(
                "N2-relu-log",
                "For ReLU too the rate is ln L/L: L·(ratio - 1/4) at a million layers over that at"
                    + " a thousand.",
                1.68,
                Tolerance.atLeast(1.5),
                RECURSION + "; a rate of 1/L, as in the paper's first text, would give 1"),
            new Claim(
                "N2-residual",
                "Residual networks lose it as slowly, whatever σ_w: ratio of unscaled ReLU branches"
                    + " at 100 layers.",
                0.2909,
                Tolerance.between(0.28, 0.30),
                RECURSION)),
        (plan, workers) -> new Findings(TangentStudy.pairs(), SignalFigures.tangent(), List.of()));
  }

  private static Experiment condition() {
    return new Experiment(
        "the normalised kernel of 32 random points in 64 dimensions, ReLU, 1000 layers",
        "four sets of points",
        "two sets of points",
        TangentStudy.POINTS,
        List.of(
            new Claim(
                "N3-condition",
                "It can be inverted, but no longer tells one pair from another: its condition"
                    + " number.",
                1 + 32 / 3.0,
                Tolerance.between(10.5, 13),
                "1 + N/3 of (3/4)I + (1/4)11ᵀ")),
        (plan, workers) -> Findings.of(TangentStudy.condition(plan)));
  }

  private static Experiment drawn() {
    return new Experiment(
        "tangent kernels of drawn ReLU networks of width 512 and three layers; a seed draws 20",
        "eight seeds",
        "four seeds",
        TangentStudy.DRAWN,
        List.of(
            new Claim(
                "N4-pair",
                "Their mean is the recursion's: K(x, x') of two inputs of cosine 1/2.",
                2.703,
                Tolerance.between(2.553, 2.853),
                RECURSION),
            new Claim(
                "N4-self", "And K(x, x).", 6, Tolerance.between(5.75, 6.25), "σ_w²·L, exactly")),
        (plan, workers) -> Findings.of(TangentStudy.drawn(plan)));
  }
}
