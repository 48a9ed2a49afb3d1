// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eidograph.base.Table;
import org.eidograph.cli.console.Block;
import org.eidograph.finetune.Advice;
import org.eidograph.finetune.FineTune;
import org.eidograph.finetune.FineTunePlan;
import org.eidograph.finetune.RateBracket;
import org.eidograph.lora.LoraSpec;
import org.eidograph.lora.Targets;
import org.eidograph.placement.TypeScore;
import org.eidograph.theory.lora.LoraScale;
import org.jspecify.annotations.Nullable;

/**
 * What {@code eido plan} prints.
 *
 * @param targets names or one expression, as {@code target_modules} takes them
 * @param alpha null where the multiplier was given itself
 * @param learningRates peak of each group
 * @param tuned whether trials found the learning rate, or it is the formula's
 * @param reasons every decision
 * @param scores of module types, the least aligned first; null if the targets were given
 * @param trials of the search; null if there was none
 * @param parameters that training changes
 * @param memoryBytes that a run needs
 * @param seconds everything took
 */
record PlanSummary(
    List<String> targets,
    int rank,
    String init,
    @Nullable Double alpha,
    double scale,
    Map<String, Double> learningRates,
    boolean tuned,
    List<FineTunePlan.Line> reasons,
    @Nullable Map<String, Double> scores,
    @Nullable List<RateBracket.Trial> trials,
    long parameters,
    long memoryBytes,
    double seconds) {
  static PlanSummary of(FineTune job, double seconds) {
    FineTunePlan plan = job.plan();
    LoraSpec spec = job.request().lora();
    Advice advice = job.advice();
    return new PlanSummary(
        targets(spec.placement().targets()),
        spec.rank(),
        spec.init().name().toLowerCase(Locale.ROOT),
        alpha(spec.scale()),
        spec.scale().multiplier(spec.rank()),
        job.peaks(),
        advice.search() != null,
        plan.lines(),
        advice.scores() == null ? null : scores(advice.scores().types()),
        advice.search() == null ? null : advice.trials(),
        plan.trainableParameters(),
        plan.memory().total(),
        seconds);
  }

  private static List<String> targets(Targets targets) {
    return targets instanceof Targets.Names names ? names.items() : List.of(targets.text());
  }

  private static @Nullable Double alpha(LoraScale scale) {
    if (scale instanceof LoraScale.Alpha rule) {
      return rule.alpha();
    }
    return scale instanceof LoraScale.RankStabilised rule ? rule.alpha() : null;
  }

  private static Map<String, Double> scores(List<TypeScore> types) {
    Map<String, Double> scores = new LinkedHashMap<>();
    types.forEach(type -> scores.put(type.type().name().toLowerCase(Locale.ROOT), type.score()));
    return scores;
  }

  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    Table lines = PlanBlocks.lines(reasons);
    blocks.add(new Block.Grid(lines));
    Map<String, String> numbers = new LinkedHashMap<>();
    numbers.put("trained parameters", String.valueOf(parameters));
    numbers.put("memory needed", (memoryBytes >> 20) + " MiB");
    numbers.put("seconds", String.format(Locale.ROOT, "%.1f", seconds));
    blocks.add(new Block.Facts(numbers));
    return blocks;
  }
}
