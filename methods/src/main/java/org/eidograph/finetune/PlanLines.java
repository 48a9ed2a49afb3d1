// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eidograph.finetune.FineTunePlan.Line;
import org.eidograph.lora.LoraModel;
import org.eidograph.lora.LoraSpec;
import org.eidograph.placement.PlacementPlan;
import org.eidograph.theory.lora.CarriedRate;
import org.eidograph.theory.lora.Decision;
import org.eidograph.theory.lora.LoraLearningRate;
import org.eidograph.theory.lora.LoraScale;
import org.eidograph.train.TrainSettings;
import org.jspecify.annotations.Nullable;

/**
 * A plan's decisions with their reasons.
 *
 * @param learningRate the peak that was settled on
 * @param advice what was computed rather than given
 */
record PlanLines(
    FineTuneRequest request,
    LoraModel lora,
    TrainSettings settings,
    double learningRate,
    Advice advice) {
  /**
   * In the order they are taken.
   *
   * @param last what only this task decides
   */
  List<Line> all(List<Line> last) {
    List<Line> lines = new ArrayList<>(common());
    lines.addAll(last);
    return lines;
  }

  private List<Line> common() {
    LoopLines loop = new LoopLines(Course.of(request), settings);
    return List.of(
        adapters(),
        scale(),
        start(),
        rate(),
        new Line(
            "LoRA+ ratio",
            number(request.rates().loraPlusRatio()),
            "rate of B over rate of A, product kept; 1 is plain LoRA",
            "Hayou, Ghosh, Yu 2024, arXiv 2402.12354"),
        loop.schedule(),
        loop.batch(),
        loop.clip("largest gradient norm"));
  }

  static Line line(String name, String value, String reason) {
    return LoopLines.line(name, value, reason);
  }

  private Line adapters() {
    LoraSpec spec = request.lora();
    String value = lora.adapters().size() + " modules, rank " + spec.rank();
    PlacementPlan chosen = advice.placement();
    if (chosen == null) {
      return line("adapters", value, "targets " + spec.placement().targets().text());
    }
    Decision where = chosen.decisions().get(0);
    String reason = "targets %s, %s".formatted(where.value(), where.reason());
    return new Line("adapters", value, reason, where.citation());
  }

  private Line start() {
    LoraSpec spec = request.lora();
    String reason =
        switch (spec.init()) {
          case A_KAIMING, A_NORMAL, A_GAUSSIAN, B_NORMAL -> "B·A is zero at first";
          case PISSA -> "leading singular vectors, taken out of the base's weights";
          case OLORA -> "first columns of Q, taken out of the base's weights";
          case ORTHOGONAL -> "both factors random, B·A is zero at first";
          case EVA -> "leading directions of the inputs, ranks by explained variance";
          case LOFTQ -> "makes up for quantising";
        };
    String extras = (spec.dora() ? " with magnitudes (DoRA)" : "") + (spec.nf4() ? " on nf4" : "");
    return new Line("start", word(spec.init()) + extras, reason, citation(spec));
  }

  private static @Nullable String citation(LoraSpec spec) {
    return switch (spec.init()) {
      case PISSA -> "Meng et al. 2024, arXiv 2404.02948";
      case OLORA -> "Büyükakyüz 2024, arXiv 2406.01775";
      case EVA -> "Paischer et al. 2024, arXiv 2410.07170";
      case LOFTQ -> "Li et al. 2023, arXiv 2310.08659";
      default -> spec.dora() ? "Liu et al. 2024, arXiv 2402.09353" : null;
    };
  }

  private Line scale() {
    LoraScale rule = request.lora().scale();
    String origin = "given";
    if (rule instanceof LoraScale.Alpha alpha) {
      origin = "alpha %s over the rank".formatted(number(alpha.alpha()));
    } else if (rule instanceof LoraScale.RankStabilised alpha) {
      origin = "alpha %s over the root of the rank".formatted(number(alpha.alpha()));
    }
    return line(
        "scale", number(rule.multiplier(request.lora().rank())), "multiplies B·A; " + origin);
  }

  private Line rate() {
    if (advice.search() != null) {
      CarriedRate carried = advice.search().carried();
      return new Line(
          "learning rate", number(learningRate), advice.search().reason(), carried.citation());
    }
    return request.rates().learningRate() != null
        ? line("learning rate", number(learningRate), "given")
        : new Line(
            "learning rate",
            number(learningRate),
            LoraLearningRate.explain(lora.learningRateSetting()) + untuned(),
            "Chen, Villar, Hayou 2026, arXiv 2602.06204");
  }

  private String untuned() {
    return advice.tooShort()
        ? ", untuned: %d steps are too few to try rates first".formatted(settings.steps())
        : ", untuned";
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  static String number(double value) {
    return LoopLines.number(value);
  }
}
