// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Domain;
import org.eidograph.theory.moments.GaussianMoments;

/**
 * What the tangent kernel of a plain network becomes at great depth, by phase.
 *
 * <pre>
 * ordered:  K(x, x') → q/(1 − χ_1) for all pairs, exponentially
 * edge:     K(x, x)/L → q,  K(x, x')/K(x, x) → λ
 *             corners (ReLU):  λ = 1/4 + (3/8)·ln L/L + O(1/L)
 *             smooth:          λ = 1/3 + (b/3)·ln L/L + O(1/L),  b = 1 − 2f'''(1)/(3f''(1)²)
 * chaotic:  K(x, x') → constant off the diagonal, K(x, x) grows like χ_1^L
 * </pre>
 *
 * <p>Hayou, Doucet, Rousseau (2019, arXiv 1905.13654) for the existence of the limits. Two points
 * are our numerics: the recursion to L = 10⁶ shows the factor ln L for ReLU as well, where a rate
 * 1/L was stated; and in the chaotic phase the diagonal diverges while all other entries converge.
 */
public sealed interface NtkLimit {
  /**
   * Ordered phase.
   *
   * @param constant q/(1 − χ_1)
   */
  record Constant(double constant) implements NtkLimit {}

  /**
   * On the edge of chaos: normalised kernel λ off the diagonal, condition number 1 + N·λ/(1 − λ) on
   * N inputs.
   *
   * @param offDiagonal λ, 1/4 or 1/3
   * @param logarithmic coefficient of ln L/L; NaN where φ'' jumps and no second order is known
   */
  record Average(double offDiagonal, double logarithmic) implements NtkLimit {
    /** λ with its leading correction. */
    public double ratioAt(double depth) {
      return offDiagonal + logarithmic * Math.log(depth) / depth;
    }

    /** Condition number of the limiting normalised kernel on {@code inputs} inputs. */
    public double condition(int inputs) {
      return 1 + inputs * offDiagonal / (1 - offDiagonal);
    }
  }

  /**
   * Chaotic phase.
   *
   * @param growth χ_1, factor of the diagonal per layer
   */
  record Diverging(double growth) implements NtkLimit {}

  /** The limit on the ordered side, χ_1 &lt; 1. */
  static NtkLimit ordered(double variance, double chi) {
    Domain.within("chi_1 of the ordered phase", chi, 0, 1 - 1e-12);
    return new Constant(variance / (1 - chi));
  }

  /** The limit on the edge of chaos at weight scale σ_w and variance q. */
  static Average edge(Activation phi, double sigmaW, double variance) {
    if (phi.hasCorners()) {
      return new Average(0.25, 0.375);
    }
    double logarithmic =
        phi.kinks().isEmpty() ? secondOrder(phi, sigmaW, variance) / 3 : Double.NaN;
    return new Average(1 / 3.0, logarithmic);
  }

  /** The limit on the chaotic side, χ_1 &gt; 1. */
  static NtkLimit chaotic(double chi) {
    return new Diverging(Domain.positive("chi_1", chi));
  }

  /**
   * b = 1 − 2f'''(1)/(3f''(1)²) with {@code f'' = σ_w²·q·E[φ''²]} and {@code f''' =
   * σ_w²·q²·E[φ'''²]}, φ''' by differences of φ''; about nine digits.
   */
  private static double secondOrder(Activation phi, double sigmaW, double variance) {
    double weight = sigmaW * sigmaW;
    double second = weight * variance * GaussianMoments.curvatureSecondMoment(phi, variance);
    double third =
        weight
            * variance
            * variance
            * GaussianMoments.expectation(
                x -> square(thirdDerivative(phi, x)), variance, phi.kinks());
    return 1 - 2 * third / (3 * second * second);
  }

  private static double thirdDerivative(Activation phi, double x) {
    double h = 1e-3; // five points: h⁴ of truncation against 1e-16/h of rounding
    double near = phi.secondDerivative(x + h) - phi.secondDerivative(x - h);
    double far = phi.secondDerivative(x + 2 * h) - phi.secondDerivative(x - 2 * h);
    return (8 * near - far) / (12 * h);
  }

  private static double square(double x) {
    return x * x;
  }
}
