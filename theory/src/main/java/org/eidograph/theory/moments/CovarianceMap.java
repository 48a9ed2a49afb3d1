// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

/**
 * {@code T(γ) = E[φ(u)·φ(v)]} for Gaussian (u, v) of fixed variances q1, q2 and correlation 1 − γ.
 *
 * <pre>
 * covariance(γ) = T(γ)
 * derivative(γ) = Ṫ(γ) = E[φ'(u)·φ'(v)] = ∂T/∂Cov(u, v)
 * drop(γ)       = T(0) − T(γ), relatively accurate down to γ = 0
 * </pre>
 *
 * <p>The rule is chosen by the kind of activation and the variance: a closed form; for pieces an
 * integral over their conditional mean; for smooth functions a Hermite series while its 241 terms
 * suffice, else a Fourier series in the angle; for other kinked functions nested quadrature. An
 * instance is immutable and may be shared; making one costs microseconds (closed), milliseconds
 * (series) or a tenth of a second (nested, or large variances).
 */
public sealed interface CovarianceMap permits ClosedMap, HermiteMap, AngularMap {
  /** T(γ). */
  double covariance(double gamma);

  /** Ṫ(γ). */
  double derivative(double gamma);

  /** T(0) − T(γ). */
  double drop(double gamma);

  /**
   * Ṫ(γ) and T(0) − T(γ) of many γ, which a series does several times faster than one by one.
   *
   * @param gamma γ of each; read, never changed
   * @param derivatives takes Ṫ, as long as {@code gamma}
   * @param drops takes T(0) − T(γ)
   */
  default void evaluate(double[] gamma, double[] derivatives, double[] drops) {
    for (int i = 0; i < gamma.length; i++) {
      derivatives[i] = derivative(gamma[i]);
      drops[i] = drop(gamma[i]);
    }
  }

  /** How it was found. */
  DualRule rule();

  /** Estimated error of T and Ṫ relative to their values at γ = 0. */
  double errorEstimate();

  /** The map at equal variances, rule chosen by kind and variance. */
  static CovarianceMap of(Activation phi, double q) {
    return of(phi, q, q);
  }

  /**
   * The map at variances q1 and q2, rule chosen by kind and variance. For many variances of one
   * activation take a {@link CovarianceFamily}.
   */
  static CovarianceMap of(Activation phi, double q1, double q2) {
    return new CovarianceFamily(phi).map(q1, q2);
  }

  /**
   * The map by a rule of the caller's choice, for comparing rules.
   *
   * @throws IllegalArgumentException if the rule does not fit the kind of activation
   */
  static CovarianceMap of(Activation phi, double q1, double q2, DualRule rule) {
    return switch (rule) {
      case CLOSED -> {
        if (phi instanceof ClosedForm closed) {
          yield new ClosedMap(closed, q1, q2);
        }
        throw new IllegalArgumentException(
            "rule CLOSED needs an activation with a closed form, got " + phi.label());
      }
      case CONDITIONAL -> {
        if (phi instanceof Segmented pieces) {
          yield ConditionalRule.of(pieces, q1, q2);
        }
        throw new IllegalArgumentException(
            "rule CONDITIONAL needs an activation in pieces, got " + phi.label());
      }
      case HERMITE ->
          HermiteMap.of(HermiteMap.Expansion.of(phi, q1), HermiteMap.Expansion.of(phi, q2));
      case POLAR -> new CovarianceFamily(phi).polar(q1, q2);
      case NESTED -> ConditionalRule.nested(phi, q1, q2);
    };
  }
}
