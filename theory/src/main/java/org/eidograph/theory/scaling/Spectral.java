// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling;

/**
 * The spectral condition: weights and their steps have a spectral norm of order √(fan_out/fan_in)
 * (Yang, Simon, Bernstein, 2023, arXiv 2310.17813).
 *
 * <p>A Gaussian matrix of standard deviation σ has norm {@code σ·(√fan_out + √fan_in)}, so a HIDDEN
 * matrix starts with {@code σ₀·s(target)/s(base)}, {@code s = √(fan_out/fan_in)/(√fan_out +
 * √fan_in)}. The rates are those of {@link MaximalUpdate}, layout A; an orthogonalised step has
 * norm 1, whence its factor √(m_out/m_in). Where both axes grow alike this is layout A exactly; it
 * differs where the shape of a matrix changes with the width.
 */
public record Spectral() implements Parametrization {
  /** The norm a weight and its step should have, up to one constant: √(fan_out/fan_in). */
  public static double wantedNorm(Fans fans) {
    return Math.sqrt((double) fans.out() / fans.in());
  }

  /**
   * Spectral norm of a large matrix of independent Gaussian entries, σ·(√fan_out + √fan_in) up to
   * {@code O(σ·min(fan)^-1/6)}.
   */
  public static double gaussianNorm(double std, Fans fans) {
    return std * (Math.sqrt((double) fans.out()) + Math.sqrt((double) fans.in()));
  }

  @Override
  public TensorRule rule(ScaledTensor tensor, TunedSettings tuned, OptimizerKind optimizer) {
    TensorRule rule = EffectiveRule.of(tensor, tuned, optimizer);
    return tensor.role() == TensorRole.HIDDEN
        ? rule.withInitStd(tuned.initStd() * unit(tensor.target()) / unit(tensor.base()))
        : rule;
  }

  /** Standard deviation at which the norm of the start is the wanted one. */
  private static double unit(Fans fans) {
    return wantedNorm(fans) / gaussianNorm(1, fans);
  }

  @Override
  public String label() {
    return "spectral";
  }

  @Override
  public String reason(TensorRole role, OptimizerKind optimizer) {
    return "norms of the weight and of its step ~ (fan_out/fan_in)^1/2";
  }

  @Override
  public String citation() {
    return "Yang, Simon, Bernstein 2023, arXiv 2310.17813";
  }
}
