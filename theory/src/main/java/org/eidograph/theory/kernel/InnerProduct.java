// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import org.eidograph.theory.moments.Domain;

/**
 * Variances and γ of two input vectors.
 *
 * <p>For close directions γ comes from the difference of the unit vectors, {@code γ = ‖x/‖x‖ −
 * y/‖y‖‖²/2}: the difference 1 − cos would leave 1e-16/γ of its digits.
 *
 * @param q1 ‖x‖²/d
 * @param q2 ‖y‖²/d
 * @param gamma 1 − cos of the angle between x and y
 */
record InnerProduct(double q1, double q2, double gamma) {
  /** Above this the plain difference keeps 12 digits. */
  static final double CLOSE = 1e-4;

  static InnerProduct of(double[] x, double[] y) {
    int d = x.length;
    double squareX = dot(x, 0, x, 0, d);
    double squareY = dot(y, 0, y, 0, d);
    Domain.finite("the squared norms of the inputs", squareX + squareY);
    if (squareX == 0 || squareY == 0) {
      return new InnerProduct(squareX / d, squareY / d, 1);
    }
    double cosine = dot(x, 0, y, 0, d) / Math.sqrt(squareX * squareY);
    double gamma = gamma(x, 0, y, 0, d, new Norms(Math.sqrt(squareX), Math.sqrt(squareY)), cosine);
    return new InnerProduct(squareX / d, squareY / d, gamma);
  }

  /** Norms of two vectors. */
  record Norms(double first, double second) {}

  static double gamma(double[] x, int atX, double[] y, int atY, int d, Norms norms, double cosine) {
    if (1 - Math.abs(cosine) > CLOSE) {
      return 1 - cosine;
    }
    double sign = cosine > 0 ? 1 : -1;
    double sum = 0;
    for (int k = 0; k < d; k++) {
      double difference = x[atX + k] / norms.first() - sign * y[atY + k] / norms.second();
      sum += difference * difference;
    }
    return cosine > 0 ? sum / 2 : 2 - sum / 2;
  }

  static double dot(double[] x, int atX, double[] y, int atY, int d) {
    double sum = 0;
    for (int k = 0; k < d; k++) {
      sum += x[atX + k] * y[atY + k];
    }
    return sum;
  }
}
