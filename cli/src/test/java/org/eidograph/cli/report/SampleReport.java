// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.report;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.eidograph.base.Figure;
import org.eidograph.base.Figure.Axis;
import org.eidograph.base.Figure.Kind;
import org.eidograph.base.Figure.Series;
import org.eidograph.base.Table;
import org.eidograph.cli.report.Section.Fact;
import org.eidograph.cli.report.Section.Highlight;
import org.eidograph.cli.report.Section.Sample;

/** A page with every kind of section, awkward text and awkward numbers. */
final class SampleReport {
  static final String HOSTILE = "</script><script>alert('x')</script> <b>&\"\u2028";

  private SampleReport() {}

  static ReportPage page() {
    return new ReportPage(
        "Fine-tuning stories260k on tiny-shakespeare",
        "LoRA, rank 16, 200 steps in 1 min 42 s on 2 CPU cores",
        List.of(
            new Section.Highlights(
                "Result",
                List.of(
                    new Highlight("Held-out loss", "2.63", "5.08 before, −48 %"),
                    new Highlight("Perplexity", "13.9", "161 before"),
                    new Highlight("Speed", "8,410 tokens/s", "median over 200 steps"),
                    new Highlight("Trainable", "5.9 %", "15,360 of 260,032 parameters"))),
            new Section.Figures("Curves", List.of(loss(), rate(), lengths(), cloud(), speed())),
            new Section.Facts(
                "Plan",
                List.of(
                    new Fact(
                        "Target modules",
                        "q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj",
                        "All linear layers of every block; the base is small enough.",
                        null),
                    new Fact(
                        "Learning rate",
                        "0.00177",
                        "0.08/√(alpha·n_in) with alpha 32 and n_in 64, so that the update of the"
                            + " features does not depend on the width.",
                        "Hayou et al. (2024), LoRA+, section 4"),
                    Fact.of("Hostile", HOSTILE))),
            new Section.Samples(
                "Samples",
                List.of(
                    new Sample(
                        "ROMEO:",
                        " Once upon a time, there was a little girl named Lily.",
                        List.of(new Section.Stage("step 50", "The king was sad.\nHe went home.")),
                        "\n"
                            + "What, shall I hear the king? O, my lord,\n"
                            + "The heavens are in the night."))),
            new Section.Tables(
                "Tensors",
                List.of(
                    new Table(
                        "Trainable tensors",
                        List.of("name", "shape", "group", "learning rate", "decay"),
                        List.of(
                            List.of(
                                "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight",
                                "[16, 64]",
                                "A",
                                "1.77e-3",
                                "0"),
                            List.of(HOSTILE, "[64, 16]", "B", "1.77e-3", "0"))))),
            new Section.Prose("Environment", List.of("Java 17, libtorch 2.13, 2 threads."))));
  }

  private static Figure loss() {
    double[] steps = steps(200);
    double[] train =
        Arrays.stream(steps).map(s -> 2.6 + 2.4 * Math.exp(-s / 40) + 0.1 * Math.sin(s)).toArray();
    train[60] = Double.NaN;
    return new Figure(
        "loss",
        "Loss " + HOSTILE,
        "Mean negative log likelihood over label tokens.",
        Axis.linear("step"),
        Axis.linear("loss (nats/token)"),
        List.of(
            new Series("training", Kind.LINE, steps, train),
            new Series(
                "held out",
                Kind.LINE,
                new double[] {0, 50, 100, 150, 200},
                new double[] {5.08, 3.4, 2.9, 2.7, 2.63})));
  }

  private static Figure rate() {
    double[] steps = steps(200);
    double[] rate = Arrays.stream(steps).map(s -> 1e-6 * Math.pow(10, s / 50)).toArray();
    return new Figure(
        "learning-rate",
        "Learning rate",
        "",
        Axis.linear("step"),
        Axis.log("learning rate"),
        List.of(new Series("all groups", Kind.LINE, steps, rate)));
  }

  private static Figure lengths() {
    return new Figure(
        "lengths",
        "Length of the rows",
        "No row was cut.",
        Axis.linear("length (tokens)"),
        Axis.linear("rows"),
        List.of(
            new Series(
                "train", Kind.BARS, new double[] {32, 64, 128, 256}, new double[] {50, 220, 90, 4}),
            new Series(
                "valid", Kind.BARS, new double[] {32, 64, 128, 256}, new double[] {5, 20, 11, 1})));
  }

  private static Figure cloud() {
    Random random = new Random(1);
    double[] x = random.doubles(60).map(u -> Math.pow(10, 3 * u)).toArray();
    double[] y = Arrays.stream(x).map(v -> 1 / v * (1 + 0.2 * random.nextGaussian())).toArray();
    return new Figure(
        "cloud",
        "Score against width",
        "Both axes are logarithmic.",
        Axis.log("width"),
        Axis.log("score"),
        List.of(new Series("modules", Kind.POINTS, x, y)));
  }

  private static Figure speed() {
    Random random = new Random(2);
    double[] steps = steps(10_000);
    double[] speed = Arrays.stream(steps).map(s -> 8400 + 300 * random.nextGaussian()).toArray();
    return new Figure(
        "speed",
        "Speed",
        "Input tokens over step wall time.",
        Axis.linear("step"),
        Axis.linear("speed (tokens/s)"),
        List.of(new Series("tokens per second", Kind.LINE, steps, speed)));
  }

  private static double[] steps(int count) {
    return IntStream.rangeClosed(0, count).asDoubleStream().toArray();
  }
}
