// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers.scaling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.eidograph.base.Figure;
import org.eidograph.base.Figure.Axis;
import org.eidograph.base.Figure.Kind;
import org.eidograph.base.Figure.Series;
import org.eidograph.base.Table;
import org.eidograph.papers.Findings;
import org.eidograph.papers.Numbers;
import org.eidograph.widen.study.ContinuedRunStudy;
import org.eidograph.widen.study.EquivalenceStudy;
import org.eidograph.widen.study.WarmStartStudy;

/**
 * Drift over steps, loss over rate and noise of the continued run, and over rates of all phases.
 */
final class MupScalingFigures {
  /** A difference of nothing at all could not be drawn on a logarithmic axis. */
  private static final double LEAST = 1e-17;

  private MupScalingFigures() {}

  static Findings ofEquivalence(EquivalenceStudy.Result result) {
    List<String> ids = new ArrayList<>(EquivalenceStudy.exact());
    ids.addAll(EquivalenceStudy.controls());
    double[] steps = IntStream.rangeClosed(0, EquivalenceStudy.STEPS).asDoubleStream().toArray();
    Figure drift =
        new Figure(
            "mupscaling-drift",
            "Difference of logits between source and widened model",
            "With every factor it stays at rounding; each forgotten one shows within a few steps.",
            Axis.linear("steps after widening"),
            Axis.log("largest difference of logits"),
            ids.stream()
                .map(
                    id ->
                        new Series(
                            id,
                            Kind.LINE,
                            steps,
                            Arrays.stream(result.meanDrift(id))
                                .map(value -> Math.max(value, LEAST))
                                .toArray()))
                .toList());
    return new Findings(result.measured(), List.of(drift), List.of());
  }

  static Findings ofRates(ContinuedRunStudy.Result result) {
    Figure rates =
        new Figure(
            "mupscaling-rate",
            "Loss after the continued run over its rate, σ = 0.2",
            "The best base rate hardly moves with the width of the source.",
            Axis.log("base rate of the continued run"),
            Axis.log("loss"),
            sweep(
                result.rates(),
                result.rates().values().stream().mapToDouble(e -> Math.pow(2, e)).toArray()));
    Figure noises =
        new Figure(
            "mupscaling-noise",
            "Loss after the continued run over the noise, rate 2^-7",
            "Without noise the wide model stays the small one.",
            Axis.linear("noise σ"),
            Axis.log("loss"),
            sweep(
                result.noises(),
                result.noises().values().stream().mapToDouble(Double::doubleValue).toArray()));
    return new Findings(result.measured(), List.of(rates, noises), List.of(best(result)));
  }

  private static List<Series> sweep(ContinuedRunStudy.Sweep sweep, double[] x) {
    return ContinuedRunStudy.WIDTHS.stream()
        .map(
            width ->
                new Series(
                    "%d to %d".formatted(width, 2 * width),
                    Kind.LINE,
                    x,
                    Arrays.stream(sweep.meanLogLoss(width)).map(Math::exp).toArray()))
        .toList();
  }

  private static Table best(ContinuedRunStudy.Result result) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < ContinuedRunStudy.WIDTHS.size(); i++) {
      rows.add(
          List.of(
              String.valueOf(ContinuedRunStudy.WIDTHS.get(i)),
              Numbers.text(result.bestRates()[i]),
              Numbers.text(result.bestNoises()[i])));
    }
    return new Table(
        "Best rate and noise of the continued run",
        List.of("width of the source", "log2 of the best rate", "best σ"),
        rows);
  }

  static Findings ofWarmStart(WarmStartStudy.Result result) {
    Figure losses =
        new Figure(
            "mupscaling-warm-start",
            "Held-out loss of every phase over its base rate",
            "The lowest points of widened and scratch are compared; a step of the narrow model"
                + " costs %s of a wide one.".formatted(Numbers.text(WarmStartStudy.cheaper())),
            Axis.log("base rate"),
            Axis.linear("held-out loss, nats per token"),
            result.phases().stream()
                .map(
                    phase ->
                        new Series(
                            phase.name(),
                            Kind.LINE,
                            phase.exponents().stream().mapToDouble(e -> Math.pow(2, e)).toArray(),
                            phase.means()))
                .toList());
    List<List<String>> rows =
        result.phases().stream()
            .map(
                phase ->
                    List.of(
                        phase.name(),
                        String.valueOf(phase.steps()),
                        String.valueOf(phase.exponents().get(phase.best())),
                        Numbers.text(phase.means()[phase.best()])))
            .toList();
    return new Findings(
        result.measured(),
        List.of(losses),
        List.of(
            new Table(
                "Best run of every phase",
                List.of("phase", "steps", "log2 of the best rate", "held-out loss"),
                rows)));
  }
}
