// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers.scaling;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.papers.Claim;
import org.eidograph.papers.Experiment;
import org.eidograph.papers.Findings;
import org.eidograph.papers.Tolerance;
import org.eidograph.study.Measured;
import org.eidograph.study.Seeds;
import org.eidograph.theory.scaling.vocabulary.RatioSweep;
import org.eidograph.theory.scaling.vocabulary.VocabularyRegime;
import org.eidograph.transfer.vocabulary.EmbeddingRateStudy;
import org.eidograph.transfer.vocabulary.SignStepStudy;

/** The best ratio of embedding rate to hidden rate: from the width to its root. */
public final class VocabularyExperiments {
  private static final String SIMULATION = "an independent simulation of the same step";
  private static final String CLOSED_FORM = "β = (2u + 1)/(2u + 2), u = (2/π)·n·ρ², by hand";

  private VocabularyExperiments() {}

  /** All experiments of the paper. */
  public static List<Experiment> all() {
    return List.of(steps(), exponents(), network());
  }

  private static Experiment steps() {
    return new Experiment(
        "one sign step of f(x) = w·E_x from a random start, widths 64 to 1024, equally frequent"
            + " tokens; 2048 tokens with frequencies of Zipf's law; 128 tokens near width 124",
        "each size once a seed, the last one 25 times",
        "each size once a seed, the last one 25 times",
        SignStepStudy.SEEDS,
        List.of(
            ratio("P4-ratio-16", "With 16 tokens it goes as the width", 0.97, 0.06),
            ratio("P4-ratio-n", "With as many tokens as width it goes as the root", 0.52, 0.06),
            ratio("P4-ratio-8n", "With eight times as many it does too", 0.48, 0.06),
            new Claim(
                "P4-size",
                "M(n, ρ) is the size of the projection's step: largest relative error over all"
                    + " widths and vocabularies.",
                0.04,
                Tolerance.atMost(0.06),
                SIMULATION),
            loss("P4-loss-16", "With 16 tokens", 0.93),
            loss("P4-loss-n", "With as many tokens as width", 0.53),
            slope("P4-frequent", "The step of the four most frequent of Zipf's tokens", 0.97, 0.08),
            slope("P4-rare", "The step of the rarer half of them", 0.5, 0.03),
            new Claim(
                "P4-local",
                "Between the regimes the exponent is that of the closed form: 128 tokens at width"
                    + " 124.",
                0.691,
                Tolerance.between(0.631, 0.751),
                CLOSED_FORM + "; a simulation gave 0.665")),
        (plan, workers) -> VocabularyFigures.ofSteps(SignStepStudy.run(plan, workers)));
  }

  private static Claim ratio(String id, String statement, double expected, double within) {
    return simulated(
        id,
        statement + ": exponent of the ratio of rates that balances both contributions.",
        expected,
        within);
  }

  private static Claim loss(String id, String tokens, double expected) {
    return simulated(
        id,
        tokens + ": exponent of the ratio of the rates that each lower the loss most.",
        expected,
        0.12);
  }

  private static Claim slope(String id, String what, double expected, double within) {
    return simulated(id, what + ": exponent of its size in the width.", expected, within);
  }

  private static Claim simulated(String id, String sentence, double expected, double within) {
    return new Claim(
        id,
        sentence,
        expected,
        Tolerance.between(expected - within, expected + within),
        SIMULATION);
  }

  private static Experiment exponents() {
    return new Experiment(
        "the closed form's exponent for equally frequent tokens",
        "four sizes",
        "four sizes",
        new Seeds(0, 0),
        List.of(
            exponent("P5-large", 1024, 32000, 0.510),
            exponent("P5-equal", 1024, 1024, 0.694),
            exponent("P5-few", 512, 64, 0.918),
            exponent("P5-meeting", 124, 128, 0.691)),
        (plan, workers) -> Findings.of(closedForm()));
  }

  private static Claim exponent(String id, int width, int vocabulary, double expected) {
    return new Claim(
        id,
        "Exponent of the ratio at width %d with %d tokens, to three decimals."
            .formatted(width, vocabulary),
        expected,
        Tolerance.between(expected - 5e-4, expected + 5e-4),
        CLOSED_FORM);
  }

  private static Map<String, Measured> closedForm() {
    Map<String, Measured> measured = new LinkedHashMap<>();
    measured.put("P5-large", exponent(1024, 32000));
    measured.put("P5-equal", exponent(1024, 1024));
    measured.put("P5-few", exponent(512, 64));
    measured.put("P5-meeting", exponent(124, 128));
    return measured;
  }

  private static Measured exponent(int width, int vocabulary) {
    return Measured.exactly(VocabularyRegime.ratioExponent(width, 1.0 / vocabulary));
  }

  private static Experiment network() {
    return new Experiment(
        "a network adds the classes of two of 32 tokens, 120 Adam steps of 128 pairs, all rates by"
            + " muP but that of the embedding, which is swept; with 1024 tokens the task is not"
            + " learned in so few steps, so no optimum of a large vocabulary is measured",
        "widths 32 to 256",
        "widths 32 to 128",
        EmbeddingRateStudy.SEEDS,
        List.of(
            new Claim(
                "N-ratio",
                "In a trained network with few tokens the best embedding rate does not follow the"
                    + " width: exponent of its ratio to the hidden rate.",
                0.905,
                Tolerance.between(0.905 - RatioSweep.TOLERANCE, 0.905 + RatioSweep.TOLERANCE),
                "an independent run of the same task in PyTorch, widths 32 to 256, two seeds")),
        (plan, workers) -> VocabularyFigures.ofNetworks(EmbeddingRateStudy.run(plan, workers)));
  }
}
