// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers.lora;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.eidograph.base.Figure;
import org.eidograph.base.Figure.Axis;
import org.eidograph.base.Figure.Kind;
import org.eidograph.base.Figure.Series;
import org.eidograph.papers.Claim;
import org.eidograph.papers.Experiment;
import org.eidograph.papers.Findings;
import org.eidograph.papers.Tolerance;
import org.eidograph.placement.study.KnownModuleStudy;
import org.eidograph.placement.study.KnownModuleStudy.Case;
import org.eidograph.placement.study.NoiseStudy;
import org.eidograph.placement.study.ToyType;
import org.eidograph.study.Seeds;

/** PLoP: the modules with the lowest score have most to learn. */
public final class PlacementExperiments {
  private static final Tolerance ALL_BUT_ONE_OF_NINE = Tolerance.atLeast(8 / 9.0);

  private PlacementExperiments() {}

  /** All experiments of the paper. */
  public static List<Experiment> all() {
    return List.of(noise(), knownModule());
  }

  private static Experiment noise() {
    return new Experiment(
        "scores of random weights on 256 random inputs",
        "widths 512, 1024",
        "widths 512, 1024",
        Seeds.USUAL,
        List.of(
            new Claim(
                "P1-noise",
                "A weight that knows nothing of its inputs scores one: largest distance.",
                0,
                Tolerance.atMost(0.03),
                "the score's definition")),
        (plan, workers) -> Findings.of(NoiseStudy.run(plan)));
  }

  private static Experiment knownModule() {
    return new Experiment(
        "a residual network learns from a teacher; then one of its three types of weights is"
            + " replaced by noise of the same norms, scored, and adapters of equal size are"
            + " trained on each type",
        "each type of three networks",
        "each type of one network",
        KnownModuleStudy.SEEDS,
        List.of(
            share("P3-found", "The lowest score is that of the replaced type"),
            share(
                "P3-loss",
                "Adapters on the chosen type lose at most 1.15 times as much as on the best type"),
            share(
                "P3-below",
                "Adapters on the chosen type lose less than on the type with the highest score")),
        (plan, workers) -> findings(KnownModuleStudy.run(plan, workers)));
  }

  private static Claim share(String id, String statement) {
    return new Claim(
        id,
        statement + ": share of the cases.",
        1,
        ALL_BUT_ONE_OF_NINE,
        "an independent run of the same task in PyTorch: nine of nine");
  }

  private static Findings findings(KnownModuleStudy.Result result) {
    Figure scores =
        new Figure(
            "plop-scores",
            "Score of each type of weights",
            "The replaced type falls back to one, the score of noise; the others stay above.",
            Axis.linear("case"),
            Axis.linear("score"),
            byCase(result.cases(), Case::scores));
    Figure losses =
        new Figure(
            "plop-loss",
            "Loss after training adapters on each type",
            "Lowest on the replaced type, which the score chooses.",
            Axis.linear("case"),
            Axis.log("mean squared error"),
            byCase(result.cases(), Case::losses));
    return new Findings(result.measured(), List.of(scores, losses), List.of());
  }

  /** The replaced type as a line of its own, the others as points. */
  private static List<Series> byCase(
      List<Case> cases, Function<Case, Map<ToyType, Double>> values) {
    List<Series> series = new ArrayList<>();
    series.add(
        points(
            "replaced by noise",
            cases,
            one -> values.apply(one).getOrDefault(one.forgotten(), Double.NaN)));
    Arrays.stream(ToyType.values())
        .map(
            type ->
                points(
                    type.name().toLowerCase(Locale.ROOT) + ", kept",
                    cases,
                    one ->
                        one.forgotten() == type
                            ? Double.NaN
                            : values.apply(one).getOrDefault(type, Double.NaN)))
        .forEach(series::add);
    return series;
  }

  private static Series points(String name, List<Case> cases, Function<Case, Double> value) {
    return new Series(
        name,
        Kind.POINTS,
        IntStream.rangeClosed(1, cases.size()).asDoubleStream().toArray(),
        cases.stream().mapToDouble(value::apply).toArray());
  }
}
