// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Parameters that share a learning rate, a weight decay and a rule.
 *
 * @param name shown in plans, for example {@code lora_B}
 * @param parameters by name, in the order in which gradients are given; the optimizer changes them
 *     in place and does not own them
 * @param learningRate base rate, multiplied by the schedule's factor at each step; not negative
 * @param weightDecay in the convention of the rule; not negative
 * @param rule how gradients become steps
 */
public record ParameterGroup(
    String name,
    Map<String, Tensor> parameters,
    double learningRate,
    double weightDecay,
    UpdateRule rule) {
  public ParameterGroup {
    if (!(learningRate >= 0) || !(weightDecay >= 0) || Double.isInfinite(learningRate)) {
      throw new IllegalArgumentException(
          "learning rate and weight decay of group %s must be finite and not negative, got %s and %s"
              .formatted(name, learningRate, weightDecay));
    }
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /** A group trained by AdamW with its usual constants. */
  public static ParameterGroup adamW(
      String name, Map<String, Tensor> parameters, double learningRate, double weightDecay) {
    return new ParameterGroup(
        name, parameters, learningRate, weightDecay, UpdateRule.AdamW.DEFAULT);
  }
}
