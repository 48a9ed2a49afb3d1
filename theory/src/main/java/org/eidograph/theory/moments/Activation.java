// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/**
 * A nonlinearity φ: R → R with its first two derivatives and the places where they jump.
 *
 * <p>The four kinds differ in how their Gaussian expectations are found: {@link ClosedForm} by a
 * formula, {@link Segmented} (polynomial and exponential pieces) by one integral over a closed
 * conditional mean, {@link Smooth} by a Hermite or an angular Fourier series, {@link Custom} (a
 * user's own function) by whichever its kinks allow. {@link CovarianceMap#of} chooses.
 */
public sealed interface Activation permits ClosedForm, Segmented, Smooth, Custom {
  /** Lower-case name for messages and tables. */
  String label();

  /** φ(x). */
  double value(double x);

  /** φ'(x); at a kink, one of its one-sided values. */
  double derivative(double x);

  /** φ''(x) away from kinks; point masses of φ'' are told by {@link #kinks()} instead. */
  double secondDerivative(double x);

  /** Where φ, φ' or φ'' jumps, in ascending order; empty for smooth functions. */
  default List<Kink> kinks() {
    return List.of();
  }

  /** Whether φ' jumps somewhere, which changes the rate at which correlations converge. */
  default boolean hasCorners() {
    return kinks().stream().anyMatch(kink -> kink.slopeJump() != 0);
  }

  /** max(x, 0). */
  static Activation relu() {
    return new PiecewiseLinear(0, 1);
  }

  /** x for x &gt; 0, {@code negativeSlope·x} below. */
  static Activation leakyRelu(double negativeSlope) {
    return new PiecewiseLinear(negativeSlope, 1);
  }

  /** |x|. */
  static Activation absolute() {
    return new PiecewiseLinear(-1, 1);
  }

  /** x. */
  static Activation identity() {
    return new PiecewiseLinear(1, 1);
  }

  /** erf(x). */
  static Activation erf() {
    return new ErrorFunction(1);
  }

  /** x·Φ(x), the exact GELU. */
  static Activation gelu() {
    return new Gelu();
  }

  /** sin(x). */
  static Activation sine() {
    return new Sine(1, 1, 0);
  }

  /** cos(x), a sine with phase π/2. */
  static Activation cosine() {
    return new Sine(1, 1, Math.PI / 2);
  }

  /** exp(x). */
  static Activation exponential() {
    return new Exponential();
  }

  /** exp(−x²). */
  static Activation gaussian() {
    return new GaussianBump();
  }

  /** −1, 0 or 1; its E[φ'φ'] diverges and is taken as 0. */
  static Activation sign() {
    return new Sign();
  }

  /** x for x &gt; 0, {@code e^x − 1} below. */
  static Activation elu() {
    return Segmented.elu(1);
  }

  /** Scaled ELU with E[φ(Z)] = 0 and E[φ(Z)²] = 1. */
  static Activation selu() {
    return Segmented.selu();
  }

  /** −1 below −1, 1 above 1, x between. */
  static Activation hardTanh() {
    return Segmented.hardTanh();
  }

  /** {@code x·min(max(x + 3, 0), 6)/6}. */
  static Activation hardSwish() {
    return Segmented.hardSwish();
  }

  /** A user's own function without kinks; φ'' is taken from differences of φ'. */
  static Activation custom(String name, DoubleUnaryOperator value, DoubleUnaryOperator slope) {
    return Custom.of(name, value, slope, List.of());
  }

  /**
   * The activation of a configuration file: the names of Hugging Face's {@code hidden_act} and of
   * this package.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  static Activation named(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "linear", "identity" -> identity();
      case "relu" -> relu();
      case "leaky_relu" -> leakyRelu(0.01);
      case "abs" -> absolute();
      case "erf" -> erf();
      case "gelu" -> gelu();
      case "gelu_new", "gelu_pytorch_tanh", "gelu_fast" -> Smooth.GELU_TANH;
      case "quick_gelu" -> Smooth.QUICK_GELU;
      case "sin" -> sine();
      case "cos" -> cosine();
      case "exp" -> exponential();
      case "gaussian" -> gaussian();
      case "elu" -> elu();
      case "selu" -> selu();
      case "hardtanh" -> hardTanh();
      case "hardswish" -> hardSwish();
      case "relu6" -> Segmented.relu6();
      case "swish" -> Smooth.SILU;
      case "atan" -> Smooth.ARCTANGENT;
      default -> Smooth.named(name);
    };
  }
}
