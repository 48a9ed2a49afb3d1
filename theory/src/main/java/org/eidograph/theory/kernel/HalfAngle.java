// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

/**
 * θ and sin θ − θ cos θ from γ = 1 − cos θ for whole arrays, without branches or calls.
 *
 * <pre>
 * r = sin(θ/2) = √(γ/2),  s = cos(θ/2) = √(1 − γ/2),  t = tan(θ/4) = r/(1 + s) in [0, 1]
 * θ = 4·t·P(t²),  P(x) = atan(√x)/√x on [0, 1]
 * </pre>
 */
final class HalfAngle {
  // P of degree 20 through the 21 Chebyshev nodes of [0, 1], found with 50 digits; error 3e-17.
  private static final double P0 = 1.0;
  private static final double P1 = -0.3333333333333286;
  private static final double P2 = 0.19999999999929946;
  private static final double P3 = -0.14285714281592693;
  private static final double P4 = 0.11111110982087126;
  private static final double P5 = -0.09090906605656898;
  private static final double P6 = 0.0769227555520563;
  private static final double P7 = -0.06666371187721098;
  private static final double P8 = 0.05880342002401543;
  private static final double P9 = -0.052527255573225747;
  private static final double P10 = 0.04719723992321112;
  private static final double P11 = -0.042125723963855326;
  private static final double P12 = 0.03651081352721035;
  private static final double P13 = -0.02970071773623423;
  private static final double P14 = 0.021740213830758134;
  private static final double P15 = -0.013674139288399478;
  private static final double P16 = 0.007038646202989813;
  private static final double P17 = -0.0028047655531701315;
  private static final double P18 = 0.0008033604181626027;
  private static final double P19 = -0.00014617088163625013;
  private static final double P20 = 1.2631178430477426e-05;

  /** Lanes per pass: the buffers of one pass stay in the first-level cache. */
  static final int BLOCK = 512;

  /** θ of the last block. */
  final double[] theta = new double[BLOCK];

  /** sin θ − θ cos θ of the last block, to about 1e-16·θ. */
  final double[] arc = new double[BLOCK];

  private final double[] squares = new double[BLOCK];
  private final double[] polynomial = new double[BLOCK];

  /**
   * Fills {@link #theta} and {@link #arc} from {@code gamma[from]} to {@code gamma[from + count −
   * 1]}, count ≤ BLOCK.
   *
   * <p>Several short loops rather than one: the compiler vectorises only small bodies.
   */
  void block(double[] gamma, int from, int count) {
    for (int i = 0; i < count; i++) {
      double r = Math.sqrt(0.5 * gamma[from + i]);
      double s = Math.sqrt(1 - 0.5 * gamma[from + i]);
      theta[i] = r / (1 + s); // t, for now
      arc[i] = 2 * r * s; // sin θ
    }
    square(theta, squares, count);
    polynomial(squares, polynomial, count);
    for (int i = 0; i < count; i++) {
      double angle = 4 * theta[i] * polynomial[i];
      theta[i] = angle;
      arc[i] -= angle * (1 - gamma[from + i]);
    }
  }

  private static void square(double[] t, double[] x, int count) {
    for (int i = 0; i < count; i++) {
      x[i] = t[i] * t[i];
    }
  }

  private static void polynomial(double[] x, double[] p, int count) {
    for (int i = 0; i < count; i++) {
      double h = Math.fma(P20, x[i], P19);
      h = Math.fma(h, x[i], P18);
      h = Math.fma(h, x[i], P17);
      h = Math.fma(h, x[i], P16);
      h = Math.fma(h, x[i], P15);
      h = Math.fma(h, x[i], P14);
      p[i] = Math.fma(h, x[i], P13);
    }
    for (int i = 0; i < count; i++) {
      double h = Math.fma(p[i], x[i], P12);
      h = Math.fma(h, x[i], P11);
      h = Math.fma(h, x[i], P10);
      h = Math.fma(h, x[i], P9);
      h = Math.fma(h, x[i], P8);
      h = Math.fma(h, x[i], P7);
      p[i] = Math.fma(h, x[i], P6);
    }
    for (int i = 0; i < count; i++) {
      double h = Math.fma(p[i], x[i], P5);
      h = Math.fma(h, x[i], P4);
      h = Math.fma(h, x[i], P3);
      h = Math.fma(h, x[i], P2);
      h = Math.fma(h, x[i], P1);
      p[i] = Math.fma(h, x[i], P0);
    }
  }
}
