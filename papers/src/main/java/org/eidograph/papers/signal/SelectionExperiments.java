// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers.signal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.papers.Claim;
import org.eidograph.papers.Experiment;
import org.eidograph.papers.Findings;
import org.eidograph.papers.Tolerance;
import org.eidograph.signal.ActivationNames;
import org.eidograph.signal.study.DeepTrainingStudy;
import org.eidograph.signal.study.DeepTrainingStudy.Arm;
import org.eidograph.signal.study.DeepTrainingStudy.Curve;
import org.eidograph.signal.study.EdgeStudy;
import org.eidograph.study.Measured;
import org.eidograph.study.Seeds;

/** The selection of initialization and activation: where the edge lies, and that it matters. */
public final class SelectionExperiments {
  private static final String AUTHORS =
      "the authors' published code, by Monte Carlo; half a percent either way";

  private SelectionExperiments() {}

  /** All experiments of the paper. */
  public static List<Experiment> all() {
    return List.of(points(), drawn(), training());
  }

  private static Experiment points() {
    return new Experiment(
        "roots of the variance condition by exact Gaussian moments",
        "five activations",
        "five activations",
        new Seeds(0, 0),
        List.of(
            new Claim(
                "S1-tanh",
                "The edge of tanh at σ_b = 0.2: σ_w.",
                1.3079,
                Tolerance.between(1.3014, 1.3144),
                AUTHORS),
            new Claim(
                "S1-elu",
                "The edge of ELU at σ_b = 0.1: σ_w.",
                1.1775,
                Tolerance.between(1.1716, 1.1834),
                AUTHORS),
            new Claim(
                "S1-relu",
                "The edge of ReLU is one point, at σ_b = 0: σ_w.",
                Math.sqrt(2),
                Tolerance.between(1.41421, 1.41422),
                "the paper's σ_w² = 2"),
            new Claim(
                "S1-softplus",
                "Softplus has no edge: how many of six σ_b from 0.05 to 1 have one.",
                0,
                Tolerance.atMost(0),
                "the condition has no root"),
            new Claim(
                "S1-silu",
                "On the edge of SiLU at σ_b = 0.2 the variance is about kept: F'(q).",
                1,
                Tolerance.between(0.9, 1.1),
                "the paper's F'(q) ≈ 1; exactly it is 1.0987, so errors of the input scale grow")),
        (plan, workers) ->
            new Findings(
                EdgeStudy.points(),
                List.of(
                    SignalFigures.edge("eoc-selection-tanh", ActivationNames.parse("tanh"), 0.2),
                    SignalFigures.edge("eoc-selection-silu", ActivationNames.parse("silu"), 0.2)),
                List.of()));
  }

  private static Experiment drawn() {
    return new Experiment(
        "tanh networks of width 512 and 50 layers drawn on the edge at σ_b = 0.2, inputs of cosine"
            + " 1/2 scaled to the limiting variance; a seed draws 20",
        "eight seeds",
        "four seeds",
        EdgeStudy.SEEDS,
        List.of(
            new Claim(
                "S2-variance",
                "The variance stands: that of layer 50 over q.",
                1,
                Tolerance.between(0.95, 1.05),
                "the limit of infinite width"),
            new Claim(
                "S2-correlation",
                "Correlations move as the map says: correlation at layer 50 less that of the map.",
                0,
                Tolerance.between(-0.03, 0.03),
                "the limit of infinite width")),
        (plan, workers) -> Findings.of(EdgeStudy.drawn(plan)));
  }

  private static Experiment training() {
    return new Experiment(
        "tanh networks of 50 layers and width 64 learn the side of a hyperplane in 300 Adam steps,"
            + " the better of rates 0.0003 and 0.001",
        "four seeds",
        "two seeds",
        DeepTrainingStudy.SEEDS,
        List.of(
            new Claim(
                "S3-edge",
                "On the edge the network learns: last loss over that of answering 0.",
                0.2,
                Tolerance.atMost(0.5),
                "the paper: signals pass at any depth"),
            new Claim(
                "S3-ordered",
                "In the ordered phase (σ_w = 1, σ_b = 0.5), 27 times as deep as its scale of"
                    + " correlations, it does not: the same number.",
                1,
                Tolerance.atLeast(0.9),
                "the paper: stuck at chance")),
        (plan, workers) ->
            findings(
                DeepTrainingStudy.run(
                    DeepTrainingStudy.SEEDS.of(plan),
                    workers,
                    Arm.TANH_EDGE,
                    Arm.TANH_ORDERED,
                    Arm.TANH_CHAOTIC)));
  }

  private static Findings findings(List<Curve> curves) {
    Map<String, Measured> measured = new LinkedHashMap<>();
    measured.put("S3-edge", curves.get(0).loss());
    measured.put("S3-ordered", curves.get(1).loss());
    return new Findings(
        measured,
        List.of(SignalFigures.training("eoc-selection-training", "Training at depth 50", curves)),
        List.of());
  }
}
