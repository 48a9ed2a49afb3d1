// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers.signal;

import java.util.List;
import org.eidograph.papers.Claim;
import org.eidograph.papers.Experiment;
import org.eidograph.papers.Tolerance;
import org.eidograph.signal.limit.study.BranchSequenceStudy;
import org.eidograph.study.Seeds;

/** Commutative width and depth scaling: which sequences of branch scales share a limit. */
public final class BranchSequenceExperiments {
  private static final String SECOND = "a second program in 33 digits";

  private BranchSequenceExperiments() {}

  /** All experiments of the paper. */
  public static List<Experiment> all() {
    return List.of(limits(), drawn());
  }

  private static Experiment limits() {
    return new Experiment(
        "covariance of two inputs of correlation 1/2 behind infinitely wide residual ReLU networks",
        "100 to 2000000 branches",
        "100 to 2000000 branches",
        new Seeds(0, 0),
        List.of(
            new Claim(
                "WS-ramp",
                "Scales that grow along the network, Σα² = 1, have the limit of 1/√L: q(a, b) of"
                    + " 1000 branches over it.",
                1,
                Tolerance.between(0.999, 1.001),
                SECOND),
            new Claim(
                "WS-geometric",
                "A convergent series keeps a limit of its own: q(a, b) with α_l = 2^(−l/2), against"
                    + " 0.907.",
                0.866,
                Tolerance.between(0.865, 0.867),
                SECOND),
            new Claim(
                "WS-inverse",
                "So does α_l = √6/(π·l).",
                0.86,
                Tolerance.between(0.859, 0.861),
                SECOND),
            new Claim(
                "WS-trivial",
                "Smaller scales leave the input: correlation behind 1000 branches of scale 1/L.",
                0.5,
                Tolerance.between(0.4999, 0.501),
                SECOND),
            new Claim(
                "WS-explosive",
                "Larger scales explode: ln q behind 100 branches of scale L^(−1/4).",
                4.88,
                Tolerance.between(4.87, 4.89),
                SECOND)),
        (plan, workers) -> BranchSequenceFigures.of(BranchSequenceStudy.limits()));
  }

  private static Experiment drawn() {
    return new Experiment(
        "drawn residual ReLU networks of 128 units and 64 branches",
        "500 networks a seed",
        "400 networks a seed",
        Seeds.USUAL,
        List.of(
            new Claim(
                "WS-drawn-ramp",
                "Finite networks with the growing scales: mean q(a, b) over the limit of 1/√L.",
                1,
                Tolerance.between(0.97, 1.03),
                "the common limit"),
            new Claim(
                "WS-drawn-geometric",
                "With 2^(−l/2) their mean q(a, b) is that of the series.",
                0.866,
                Tolerance.between(0.84, 0.89),
                SECOND),
            new Claim(
                "WS-drawn-error",
                "Networks scatter alike under both sequences of one limit: root mean square error"
                    + " with the growing scales over that with 1/√L.",
                1,
                Tolerance.between(0.8, 1.25),
                "the paper's rate depends on Σα² and max α")),
        (plan, workers) -> BranchSequenceFigures.of(BranchSequenceStudy.run(plan, workers)));
  }
}
