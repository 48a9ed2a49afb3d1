// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

import java.util.function.DoubleUnaryOperator;

/**
 * One variance's half of {@link PolarRule}'s products: ĝ(r, m) at every radius r, for φ and φ'.
 *
 * <p>Costs n² multiply-adds per radius, so a grid of variances keeps one each.
 *
 * @param q variance
 * @param radii nodes r with weights that hold the density r·exp(−r²/2)
 * @param values ĝ of φ at [radius][m]
 * @param slopes ĝ of φ' at [radius][m]
 */
record PolarExpansion(double q, PanelRule radii, double[][] values, double[][] slopes) {
  /** Angles on the half circle: doubled until the last coefficients are rounding. */
  private static final int FEWEST = 64;

  private static final int MOST = 1024;

  /** Relative size of the last coefficients at which the series is complete. */
  private static final double COMPLETE = 1e-16;

  /** Panels of width ½ on [0, 13]: √q·½ in units of x, where activations turn within a unit. */
  private static final PanelRule COARSE_RADII = PanelRule.radial(16);

  private static final PanelRule FINE_RADII = PanelRule.radial(40);

  /** Above it 16 nodes a panel leave more than rounding: 3e-13 for arctan at 30, 1e-10 at 100. */
  private static final double COARSE_UP_TO = 20;

  /**
   * With as many angles as the variance needs. Its own coefficients b_m at 1e-16 mean amplitudes of
   * 1e-8 at n, so of 1e-16 at 2n, which is where the trapezoidal sum folds back.
   */
  static PolarExpansion of(Activation phi, double q) {
    PanelRule radii = q > COARSE_UP_TO ? FINE_RADII : COARSE_RADII;
    for (int n = FEWEST; ; n *= 2) {
      PolarExpansion expansion = of(phi, q, radii, n);
      boolean complete =
          complete(expansion.valueSeries(expansion)) && complete(expansion.slopeSeries(expansion));
      if (complete || 2 * n > MOST) {
        return expansion;
      }
    }
  }

  /** The same activation at another variance, with these radii and angles. */
  PolarExpansion at(Activation phi, double variance) {
    return of(phi, variance, radii, angles());
  }

  private static PolarExpansion of(Activation phi, double q, PanelRule radii, int n) {
    double root = Math.sqrt(q);
    return new PolarExpansion(
        q,
        radii,
        transforms(phi::value, root, radii, n),
        transforms(phi::derivative, root, radii, n));
  }

  private static boolean complete(double[] b) {
    double last = 0;
    for (int m = 7 * b.length / 8; m < b.length; m++) {
      last = Math.max(last, Math.abs(b[m]));
    }
    return last <= COMPLETE * Math.abs(sum(b));
  }

  int angles() {
    return values[0].length;
  }

  /** b_m for m below n, of φ. */
  double[] valueSeries(PolarExpansion other) {
    return products(values, other.values);
  }

  /** b_m for m below n, of φ'. */
  double[] slopeSeries(PolarExpansion other) {
    return products(slopes, other.slopes);
  }

  private double[] products(double[][] first, double[][] second) {
    double[] b = new double[angles()];
    for (int i = 0; i < first.length; i++) {
      double half = 0.5 * radii.weight(i);
      for (int m = 0; m < b.length; m++) {
        b[m] += half * first[i][m] * second[i][m];
      }
    }
    b[0] *= 2;
    return b;
  }

  private static double[][] transforms(
      DoubleUnaryOperator phi, double root, PanelRule radii, int n) {
    double[][] cosines = cosines(n);
    double[][] transforms = new double[radii.size()][];
    for (int i = 0; i < transforms.length; i++) {
      transforms[i] = cosineTransform(phi, root * radii.node(i), cosines);
    }
    return transforms;
  }

  /** cos(π j m/n) at row j ≤ n/2: even m &lt; n first, then odd ones. */
  private static double[][] cosines(int n) {
    double[] circle = new double[2 * n];
    for (int i = 0; i < 2 * n; i++) {
      circle[i] = Math.cos(Math.PI * i / n);
    }
    double[][] cosines = new double[n / 2 + 1][n];
    for (int j = 0; j <= n / 2; j++) {
      for (int m = 0; m < n; m++) {
        cosines[j][m % 2 * (n / 2) + m / 2] = circle[(int) ((long) j * m % (2L * n))];
      }
    }
    return cosines;
  }

  /**
   * ĝ(m), m &lt; n, of α → φ(radius·cos α) from its values at the n + 1 angles π j/n. Mirrored
   * angles are added for even m and subtracted for odd m, which halves the work.
   */
  private static double[] cosineTransform(
      DoubleUnaryOperator phi, double radius, double[][] cosines) {
    int n = cosines[0].length;
    int half = n / 2;
    double[] folded = new double[n];
    for (int j = 0; j <= half; j++) {
      double[] row = cosines[j];
      double x = radius * row[half]; // m = 1
      double right = phi.applyAsDouble(x);
      double left = phi.applyAsDouble(-x);
      double weight = j == 0 || j == half ? 0.5 : 1; // the ends once; the middle is its own mirror
      double even = weight * (right + left);
      double odd = weight * (right - left);
      for (int m = 0; m < half; m++) {
        folded[m] += even * row[m]; // along m, which the compiler vectorises
        folded[half + m] += odd * row[half + m];
      }
    }
    double[] transform = new double[n];
    for (int m = 0; m < n; m++) {
      transform[m] = folded[m % 2 * half + m / 2] * (m == 0 ? 1.0 : 2.0) / n;
    }
    return transform;
  }

  static double sum(double[] b) {
    double sum = 0;
    for (int m = b.length - 1; m >= 0; m--) {
      sum += b[m];
    }
    return sum;
  }
}
