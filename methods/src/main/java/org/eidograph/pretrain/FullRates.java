// Licensed under the Apache License, Version 2.0.
package org.eidograph.pretrain;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.finetune.FineTunePlan.Line;
import org.eidograph.finetune.LoopLines;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.model.ParameterRole;
import org.eidograph.theory.lora.FullFineTuning;
import org.eidograph.theory.lora.LoraLearningRate;
import org.eidograph.torch.UpdateRule;
import org.eidograph.train.Trainee.RateGroup;

/**
 * At which rates every weight is fine-tuned, and why.
 *
 * @param groups every parameter in one of them
 * @param lines of the plan that is shown
 */
record FullRates(List<RateGroup> groups, List<Line> lines) {
  FullRates {
    groups = List.copyOf(groups);
    lines = List.copyOf(lines);
  }

  static FullRates of(FullFineTuneRequest request, CausalLm model) {
    return request.plan() == null
        ? single(request, model)
        : planned(PlanFile.read(request.plan(), model.config(), UpdateRule.AdamW.DEFAULT), model);
  }

  private static FullRates planned(PlanFile plan, CausalLm model) {
    Line line =
        LoopLines.line(
            "learning rate", "of each tensor, see below", "of the plan, a " + plan.kind());
    return new FullRates(RatedPattern.groups(model, plan.patterns()), List.of(line));
  }

  private static FullRates single(FullFineTuneRequest request, CausalLm model) {
    Double given = request.run().rates().learningRate();
    FullFineTuning setting = new FullFineTuning(medianFanIn(model));
    double rate = given == null ? LoraLearningRate.suggest(setting) : given;
    double decay = request.run().rates().weightDecay();
    Line why =
        given == null
            ? new Line(
                "learning rate",
                LoopLines.number(rate),
                LoraLearningRate.explain(setting) + ", untuned: try half and twice as much",
                "Chen, Villar, Hayou 2026, arXiv 2602.06204")
            : LoopLines.line("learning rate", LoopLines.number(rate), "given");
    return new FullRates(
        groups(model, rate, decay),
        List.of(
            why,
            LoopLines.line("weight decay", LoopLines.number(decay), "none for biases and norms")));
  }

  private static double medianFanIn(CausalLm model) {
    // the head is left out: its rule is its own, and a tied one is the table of tokens
    return LoraLearningRate.medianFanIn(
        model.segments().stream()
            .flatMap(segment -> segment.linears().stream())
            .mapToLong(linear -> linear.inputs())
            .toArray());
  }

  private static List<RateGroup> groups(CausalLm model, double rate, double decay) {
    List<Parameter> matrices = new ArrayList<>();
    List<Parameter> vectors = new ArrayList<>();
    for (Parameter parameter : model.parameters()) {
      (parameter.role() == ParameterRole.VECTOR ? vectors : matrices).add(parameter);
    }
    return List.of(
        RateGroup.adamW("matrices", matrices, rate, decay),
        RateGroup.adamW("vectors", vectors, rate, 0));
  }
}
