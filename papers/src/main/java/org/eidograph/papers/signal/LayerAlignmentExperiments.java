// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers.signal;

import java.util.List;
import java.util.Map;
import org.eidograph.papers.Claim;
import org.eidograph.papers.Experiment;
import org.eidograph.papers.Findings;
import org.eidograph.papers.Tolerance;
import org.eidograph.signal.alignment.study.RiseStudy;
import org.eidograph.signal.alignment.study.ToyAlignment;
import org.eidograph.study.Measured;
import org.eidograph.study.Seeds;

/** Feature learning and signal propagation: alignment rises and falls over the layers. */
public final class LayerAlignmentExperiments {
  private static final Seeds NONE = new Seeds(0, 0);
  private static final String REFERENCE =
      "an independent run of the same task in PyTorch, ten seeds";

  private LayerAlignmentExperiments() {}

  /** All experiments of the paper. */
  public static List<Experiment> all() {
    return List.of(definition(), balance(), rise());
  }

  private static Experiment definition() {
    return new Experiment(
        "the alignment of a tanh network whose weights and inputs are cosines and sines",
        "four layers of width 4, six examples",
        "four layers of width 4, six examples",
        NONE,
        List.of(
            new Claim(
                "A1-definition",
                "Factors give the alignment of the definition, layer by layer and for all"
                    + " parameters: largest distance.",
                0,
                Tolerance.atMost(1e-9),
                "explicit Jacobians in NumPy")),
        (plan, workers) ->
            Findings.of(Map.of("A1-definition", Measured.exactly(ToyAlignment.distance()))));
  }

  private static Experiment balance() {
    return new Experiment(
        "forward loss and backward retention of a ReLU network on the edge of chaos, inputs at"
            + " cosine 0.2",
        "depths 50, 200, 1000",
        "depths 50, 200, 1000",
        NONE,
        List.of(
            new Claim(
                "A2-layer",
                "They balance at layers 16, 44 and 125: largest distance in layers.",
                0,
                Tolerance.atMost(0),
                "the recursion of the correlation in NumPy"),
            new Claim(
                "A2-retention",
                "Of 200 layers, layers 50, 100 and 150 keep 0.02228, 0.14255 and 0.44171 on the"
                    + " way back: largest distance.",
                0,
                Tolerance.atMost(1e-5),
                "the recursion of the correlation in NumPy")),
        (plan, workers) -> LayerAlignmentFigures.ofBalance());
  }

  private static Experiment rise() {
    return new Experiment(
        "ReLU networks of width 64 learn four classes of two clouds each in 200 steps of"
            + " stochastic gradient descent; alignment is read on 100 held-out inputs",
        "depths 10, 20",
        "depths 10, 20",
        Seeds.USUAL,
        List.of(
            new Claim(
                "A3-hidden",
                "After training, alignment peaks at a layer that is neither the first nor the"
                    + " last: share of the runs.",
                1,
                Tolerance.atLeast(0.85),
                REFERENCE + ": all of twenty"),
            new Claim(
                "A3-rise",
                "It rises: at depth 20, the peak over the first layer.",
                3.3,
                Tolerance.atLeast(2),
                REFERENCE),
            new Claim(
                "A3-fall",
                "It falls again: at depth 20, the peak over the last layer.",
                1.9,
                Tolerance.atLeast(1.4),
                REFERENCE),
            new Claim(
                "A3-growth",
                "Layers learn features: at depth 20, the peak after training over that before.",
                10,
                Tolerance.atLeast(4),
                REFERENCE),
            new Claim(
                "A4-balance",
                "The peak sits where forward loss and backward retention balance: factor between"
                    + " the two layers, the larger of depths 10 and 20.",
                1,
                Tolerance.atMost(1.6),
                "the paper's Equilibrium Hypothesis, by a criterion of ours"),
            new Claim(
                "A4-deeper",
                "A deeper network has its peak at a later layer: that of depth 20 over that of"
                    + " depth 10.",
                1.6,
                Tolerance.between(1.05, 2.6),
                REFERENCE + "; the balance moves by 1.5")),
        (plan, workers) -> LayerAlignmentFigures.ofRise(RiseStudy.run(plan, workers)));
  }
}
