// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling;

/**
 * Standard parametrization, SP: variance 1/fan-in at the start, one learning rate for all.
 *
 * <p>Its best rate falls with the width: as 1/n for SGD (in deep linear networks exactly, see
 * {@code scaling.linear}), between 1/n and n^-1.3 for Adam. It is the negative control of a
 * coordinate check.
 */
public record Standard() implements Parametrization {
  @Override
  public TensorRule rule(ScaledTensor tensor, TunedSettings tuned, OptimizerKind optimizer) {
    return EffectiveRule.unscaled(std(tensor, tuned), tuned, optimizer);
  }

  /** σ₀·m_in^-½ where the fan-in grows, σ₀ elsewhere. */
  static double std(ScaledTensor tensor, TunedSettings tuned) {
    return tuned.initStd() / Math.sqrt(tensor.growth().in());
  }

  @Override
  public String label() {
    return "sp";
  }

  @Override
  public String reason(TensorRole role, OptimizerKind optimizer) {
    return role.growsIn() ? "std ~ fan_in^-1/2, one rate for all" : "one rate for all";
  }

  @Override
  public String citation() {
    return "common practice";
  }

  @Override
  public boolean dividesByHeadSize() {
    return false;
  }
}
