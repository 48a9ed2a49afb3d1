// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer;

import org.eidograph.theory.scaling.TensorRole;
import org.eidograph.theory.scaling.plan.PlannedTensor;

/**
 * The settings of all tensors of one pattern; its components are keys of the plan's JSON.
 *
 * @param pattern name with {@code *} for every index
 * @param role which axes grow
 * @param mOut growth of the output axis
 * @param mIn growth of the input axis
 * @param initMean mean at the start: 1 for the gain of a norm, else 0
 * @param initStd standard deviation at the start
 * @param multiplier factor in front of the stored tensor in the forward pass
 * @param lr learning rate
 * @param eps ε of Adam; 0 where the optimizer has none
 * @param weightDecay in PyTorch's convention
 * @param clipWeight factor of the squared gradient norm in a width-free global norm
 * @param optimizer what trains it
 * @param reason why, in one line
 * @param citation where the rule comes from
 */
public record PlanLine(
    String pattern,
    TensorRole role,
    double mOut,
    double mIn,
    double initMean,
    double initStd,
    double multiplier,
    double lr,
    double eps,
    double weightDecay,
    double clipWeight,
    String optimizer,
    String reason,
    String citation) {

  static PlanLine of(PlannedTensor tensor) {
    return new PlanLine(
        tensor.pattern(),
        tensor.role(),
        tensor.growthOut(),
        tensor.growthIn(),
        tensor.initMean(),
        tensor.rule().initStd(),
        tensor.rule().forwardMultiplier(),
        tensor.rule().learningRate(),
        tensor.rule().epsilon(),
        tensor.rule().weightDecay(),
        tensor.rule().clipWeight(),
        tensor.optimizer(),
        tensor.reason(),
        tensor.citation());
  }

  /** Whether the line speaks of the tensor; a pattern covers itself. */
  public boolean covers(String name) {
    return name.equals(pattern) || name.matches(regex());
  }

  /** The pattern as a regular expression, the same in Java and Python. */
  String regex() {
    return regex(pattern);
  }

  /** Any pattern as a regular expression. */
  static String regex(String pattern) {
    return pattern.replace(".", "\\.").replace("*", "[0-9]+");
  }

  /** What follows the last index, for example {@code self_attn.q_proj.weight}. */
  String lastPart() {
    return lastPart(pattern);
  }

  /** The same of any pattern. */
  static String lastPart(String pattern) {
    return pattern.substring(pattern.lastIndexOf("*.") < 0 ? 0 : pattern.lastIndexOf("*.") + 2);
  }
}
