// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers.lora;

import java.util.List;
import java.util.stream.IntStream;
import org.eidograph.base.Figure;
import org.eidograph.base.Figure.Axis;
import org.eidograph.lora.study.CarryStudy;
import org.eidograph.lora.study.RankStudy;
import org.eidograph.lora.study.TransferStudy;
import org.eidograph.papers.Findings;
import org.eidograph.papers.Numbers;

/** The paper's curves over rate and rank, from our numbers. */
final class RankFigures {
  private RankFigures() {}

  static Findings slopes(RankStudy.Result result) {
    Figure best =
        new Figure(
            "mu-a-rates",
            "Best learning rate against the rank",
            "Slopes -1/2, -1/4 and 0 for Init[A] with scale 1, r^-1/2 and 1/r, 0 for Init[B] with"
                + " scale 1.",
            Axis.log("rank"),
            Drawing.RATE,
            result.lines().stream()
                .map(line -> Drawing.bestRates(line.name(), line.ranks(), line.curves()))
                .toList());
    return new Findings(
        result.measured(),
        List.of(best, curves("mu-a-unscaled", result.lines().get(0)), fixedAlpha(result)),
        List.of());
  }

  private static Figure fixedAlpha(RankStudy.Result result) {
    return curves("mu-a-fixed-alpha", result.lines().get(2));
  }

  private static Figure curves(String id, RankStudy.Line line) {
    return new Figure(
        id,
        "Loss against the rate: " + line.name(),
        "",
        Drawing.RATE,
        Drawing.LOSS,
        IntStream.range(0, line.ranks().size())
            .mapToObj(i -> Drawing.curve("rank " + line.ranks().get(i), line.curves().get(i)))
            .toList());
  }

  static Findings carried(CarryStudy.Result result) {
    Figure figure =
        new Figure(
            "mu-a-carried",
            "A rate carried from rank 16 to rank 128",
            "Best at rank 16: %s; the rule makes %s of it."
                .formatted(rate(result.tuned()), rate(result.carried())),
            Drawing.RATE,
            Drawing.LOSS,
            List.of(
                Drawing.curve("rank 16", result.small()),
                Drawing.curve("rank 128", result.large())));
    return new Findings(result.measured(), List.of(figure), List.of());
  }

  private static String rate(double exponent) {
    return "2^" + Numbers.text(exponent);
  }

  static Findings transferred(TransferStudy.Result result) {
    Figure figure =
        new Figure(
            "mu-a-full",
            "Init[B] adapters beside full fine-tuning",
            "The adapter's best rate brackets that of full fine-tuning from above.",
            Drawing.RATE,
            Drawing.LOSS,
            List.of(
                Drawing.curve("rank 16", result.small()),
                Drawing.curve("rank 128", result.large()),
                Drawing.curve("full fine-tuning", result.full())));
    return new Findings(result.measured(), List.of(figure), List.of());
  }
}
