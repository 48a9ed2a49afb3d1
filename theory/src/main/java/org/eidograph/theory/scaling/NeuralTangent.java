// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling;

/**
 * Neural tangent parametrization: constant variance at the start, multiplier 1/√fan-in, one
 * learning rate (Jacot et al., arXiv 1806.07572).
 *
 * <p>For SGD the same as {@link Standard} with the rates of matrices divided by their fan-in (gauge
 * {@code θ = √fan_in}). In the limit of width outputs move but features do not.
 */
public record NeuralTangent() implements Parametrization {
  @Override
  public TensorRule rule(ScaledTensor tensor, TunedSettings tuned, OptimizerKind optimizer) {
    return EffectiveRule.unscaled(tuned.initStd(), tuned, optimizer)
        .withForwardMultiplier(1 / Math.sqrt(tensor.growth().in()));
  }

  @Override
  public String label() {
    return "ntp";
  }

  @Override
  public String reason(TensorRole role, OptimizerKind optimizer) {
    return role.growsIn() ? "multiplier m_in^-1/2 in front of a constant std" : "one rate for all";
  }

  @Override
  public String citation() {
    return "Jacot et al. 2018, arXiv 1806.07572";
  }

  @Override
  public boolean dividesByHeadSize() {
    return false;
  }
}
