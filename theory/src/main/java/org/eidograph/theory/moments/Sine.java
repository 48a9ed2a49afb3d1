// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

/**
 * φ(x) = a·sin(b·x + p); a cosine is a sine with phase p = π/2.
 *
 * <pre>
 * s1 = exp(−b²·Var(u − v)/2),  s2 = exp(−b²·Var(u + v)/2)
 * T = (a²/2)·(s1 − s2·cos 2p),   Ṫ = (a²·b²/2)·(s1 + s2·cos 2p)
 * </pre>
 *
 * @param amplitude a
 * @param frequency b
 * @param phase p, in radians
 */
public record Sine(double amplitude, double frequency, double phase) implements ClosedForm {
  public Sine {
    Domain.positive("the amplitude of a sine", amplitude);
    Domain.positive("the frequency of a sine", frequency);
    Domain.finite("the phase of a sine", phase);
  }

  @Override
  public String label() {
    if (amplitude == 1 && frequency == 1) {
      if (phase == 0) {
        return "sin";
      }
      if (phase == Math.PI / 2) {
        return "cos";
      }
    }
    return "%s*sin(%s x + %s)".formatted(amplitude, frequency, phase);
  }

  @Override
  public double value(double x) {
    return amplitude * Math.sin(frequency * x + phase);
  }

  @Override
  public double derivative(double x) {
    return amplitude * frequency * Math.cos(frequency * x + phase);
  }

  @Override
  public double secondDerivative(double x) {
    return -frequency * frequency * value(x);
  }

  @Override
  public double covariance(double q1, double q2, double gamma) {
    return amplitude * amplitude / 2 * pair(q1, q2, gamma, Math.sin(phase));
  }

  @Override
  public double derivativeCovariance(double q1, double q2, double gamma) {
    double factor = amplitude * frequency;
    return factor * factor / 2 * pair(q1, q2, gamma, Math.cos(phase));
  }

  /**
   * {@code s1 − s2 + 2·s2·weight²}, both exponents written as sums of positive terms. The
   * difference is one exponential times an expm1: at small variances s1 and s2 are both nearly 1.
   */
  private double pair(double q1, double q2, double gamma, double weight) {
    double root = Math.sqrt(q1) - Math.sqrt(q2);
    double spread = root * root / 2;
    double product = Math.sqrt(q1 * q2);
    double square = frequency * frequency;
    double s1 = Math.exp(-square * (spread + product * gamma));
    double s2 = Math.exp(-square * (spread + product * (2 - gamma)));
    double exponent = 2 * square * product * (1 - gamma);
    // From the larger of the two, so that neither factor overflows.
    double difference = exponent > 0 ? -s1 * Math.expm1(-exponent) : s2 * Math.expm1(exponent);
    return difference + 2 * s2 * weight * weight;
  }
}
