// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling;

/**
 * The maximal-update rule of a weight without a forward multiplier, from which every layout follows
 * by a change of gauge.
 *
 * <pre>
 * std    σ₀·m_in^-½ (HIDDEN), σ₀/m_in (READOUT), σ₀ (others)
 * rate   η·m_out^p/m_in            ε   ε/m_out
 * decay  λ·m_in/m_out^p decoupled, λ·m_in/m_out coupled
 * clip   m_out/m_in
 * </pre>
 *
 * <p>Why: activations of order one need a step {@code ΔW·h} of order one, and a gradient is {@code
 * 1/m_out} times that of the base. The same factors with k_out, k_in in place of m make a widened
 * model train like its source (Ma et al., μpscaling small models, arXiv 2602.10545), which is why
 * ε, decay and clip weight are fixed too.
 */
final class EffectiveRule {
  private EffectiveRule() {}

  static TensorRule of(ScaledTensor tensor, TunedSettings tuned, OptimizerKind optimizer) {
    AxisGrowth growth = tensor.growth();
    return new TensorRule(
        tuned.initStd() * stdFactor(tensor.role(), growth),
        1,
        tuned.learningRate() * optimizer.rateFactor(growth),
        optimizer.usesEpsilon() ? tuned.epsilon() / growth.out() : 0,
        tuned.weightDecay() * optimizer.decayFactor(growth),
        growth.out() / growth.in());
  }

  /** What ordinary training does with a tensor: one rate, one ε, one decay, plain clipping. */
  static TensorRule unscaled(double std, TunedSettings tuned, OptimizerKind optimizer) {
    return new TensorRule(
        std,
        1,
        tuned.learningRate(),
        optimizer.usesEpsilon() ? tuned.epsilon() : 0,
        tuned.weightDecay(),
        1);
  }

  private static double stdFactor(TensorRole role, AxisGrowth growth) {
    return switch (role) {
      case HIDDEN -> 1 / Math.sqrt(growth.in());
      case READOUT -> 1 / growth.in();
      case EMBEDDING, VECTOR, FIXED -> 1;
    };
  }
}
