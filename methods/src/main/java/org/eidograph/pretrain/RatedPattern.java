// Licensed under the Apache License, Version 2.0.
package org.eidograph.pretrain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.base.BadInputException;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.theory.scaling.TensorRule;
import org.eidograph.torch.UpdateRule;
import org.eidograph.train.Trainee.RateGroup;
import org.eidograph.transfer.PlainRule;
import org.eidograph.widen.WideningPlan;

/**
 * How the tensors of one pattern are trained, whichever plan says so.
 *
 * @param pattern name with {@code *} for every index
 * @param learningRate peak
 * @param weightDecay in the convention of the rule
 * @param rule how gradients become steps
 * @param clipWeight factor of the squared gradient norm in the norm that is clipped
 */
record RatedPattern(
    String pattern, double learningRate, double weightDecay, UpdateRule rule, double clipWeight) {
  /**
   * By a rule of a scaling plan.
   *
   * @param adam the moments' decays, where Adam trains it
   */
  static RatedPattern of(PlainRule plain, UpdateRule.AdamW adam) {
    TensorRule rule = plain.rule();
    return new RatedPattern(
        plain.tensor().pattern(),
        rule.learningRate(),
        rule.weightDecay(),
        UpdateChoice.of(plain.optimizer(), rule.epsilon(), adam),
        rule.clipWeight());
  }

  /** By a line of the plan that lies beside a widened checkpoint. */
  static RatedPattern of(WideningPlan.Line line, UpdateRule.AdamW adam) {
    return new RatedPattern(
        line.pattern(),
        line.lr(),
        line.weightDecay(),
        UpdateChoice.of(OptimizerKind.of(line.optimizer()), line.eps(), adam),
        line.clipWeight());
  }

  /**
   * The model's parameters, one group for each pattern.
   *
   * @throws BadInputException if a parameter has no pattern, or a pattern no parameter
   */
  static List<RateGroup> groups(CausalLm model, List<RatedPattern> patterns) {
    Map<String, Parameter> open = new LinkedHashMap<>();
    model.parameters().forEach(parameter -> open.put(parameter.name(), parameter));
    List<RateGroup> groups = new ArrayList<>();
    for (RatedPattern pattern : patterns) {
      List<Parameter> taken = pattern.takenFrom(open);
      if (taken.isEmpty()) {
        throw new BadInputException(
            "every rule must have its tensors, but the model has none like %s; take the plan that was made for it"
                .formatted(pattern.pattern));
      }
      groups.add(pattern.group(taken));
    }
    if (!open.isEmpty()) {
      throw new BadInputException(
          "every tensor must have a rule, but the plan says nothing of %s; take the plan that was made for the model"
              .formatted(open.keySet()));
    }
    return List.copyOf(groups);
  }

  private List<Parameter> takenFrom(Map<String, Parameter> open) {
    String regex = pattern.replace(".", "\\.").replace("*", "[0-9]+");
    List<Parameter> found =
        open.values().stream().filter(parameter -> parameter.name().matches(regex)).toList();
    found.forEach(parameter -> open.remove(parameter.name()));
    return found;
  }

  private RateGroup group(List<Parameter> parameters) {
    return new RateGroup(pattern, parameters, learningRate, weightDecay, rule, clipWeight);
  }
}
