// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * A user's own activation, given by functions and its declared kinks.
 *
 * <p>Kinks must be declared: an undeclared corner costs the quadrature most of its digits. Without
 * a second derivative, differences of φ' serve (about nine digits), which only β_q and f''(1) use.
 *
 * @param name for messages and tables
 * @param function φ
 * @param slope φ'
 * @param curvature φ'' away from kinks
 * @param declaredKinks where φ, φ' or φ'' jumps
 */
public record Custom(
    String name,
    DoubleUnaryOperator function,
    DoubleUnaryOperator slope,
    DoubleUnaryOperator curvature,
    List<Kink> declaredKinks)
    implements Activation {
  /** Fourth root of the rounding unit, scaled: the best step for a difference of order four. */
  private static final double STEP = 1e-3;

  public Custom {
    declaredKinks = declaredKinks.stream().sorted(Comparator.comparingDouble(Kink::at)).toList();
  }

  /** A function with its slope; φ'' is taken from differences of the slope. */
  public static Custom of(
      String name, DoubleUnaryOperator value, DoubleUnaryOperator slope, List<Kink> kinks) {
    return new Custom(name, value, slope, x -> difference(slope, x, kinks), kinks);
  }

  @Override
  public String label() {
    return name;
  }

  @Override
  public double value(double x) {
    return function.applyAsDouble(x);
  }

  @Override
  public double derivative(double x) {
    return slope.applyAsDouble(x);
  }

  @Override
  public double secondDerivative(double x) {
    return curvature.applyAsDouble(x);
  }

  @Override
  public List<Kink> kinks() {
    return declaredKinks;
  }

  /** Five-point derivative with steps that stay on one side of every kink. */
  private static double difference(DoubleUnaryOperator f, double x, List<Kink> kinks) {
    double h = STEP;
    for (Kink kink : kinks) {
      double distance = Math.abs(x - kink.at());
      h = distance > 0 ? Math.min(h, distance / 2.5) : h;
    }
    double near = f.applyAsDouble(x + h) - f.applyAsDouble(x - h);
    double far = f.applyAsDouble(x + 2 * h) - f.applyAsDouble(x - 2 * h);
    return (8 * near - far) / (12 * h);
  }
}
