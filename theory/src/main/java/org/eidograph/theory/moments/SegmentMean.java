// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

import java.util.List;
import org.eidograph.theory.moments.Segmented.Piece;

/**
 * {@code M(m, s) = E[φ(m + s·Z)]} of a function in pieces, in closed form.
 *
 * <p>For a piece on (a, b), with α = (a − m)/s, β = (b − m)/s and I0 = Φ(β) − Φ(α):
 *
 * <pre>
 * E[1]   = I0
 * E[x]   = m·I0 + s·(n(α) − n(β))
 * E[x²]  = (m² + s²)·I0 + s·((m + a)·n(α) − (m + b)·n(β))
 * E[e^x] = e^(m + s²/2)·(Φ(β − s) − Φ(α − s))
 * </pre>
 */
final class SegmentMean {
  private final double[] breaks;
  private final Piece[] pieces;

  SegmentMean(List<Double> breaks, List<Piece> pieces) {
    this.breaks = breaks.stream().mapToDouble(Double::doubleValue).toArray();
    this.pieces = pieces.toArray(new Piece[0]);
  }

  /** M(m, s); at s = 0 the function itself. */
  double at(double m, double s) {
    if (s == 0) {
      return atPoint(m);
    }
    double sum = 0;
    Below left = Below.NOTHING;
    for (int i = 0; i < pieces.length; i++) {
      Below right = i < breaks.length ? Below.of(breaks[i], m, s) : Below.everything(m, s);
      sum += mean(pieces[i], left, right);
      left = right;
    }
    return sum;
  }

  private double atPoint(double x) {
    int i = 0;
    while (i < breaks.length && x > breaks[i]) {
      i++;
    }
    return pieces[i].at(x);
  }

  private static double mean(Piece piece, Below left, Below right) {
    double sum = 0;
    if (piece.constant() != 0) {
      sum += piece.constant() * (right.mass - left.mass);
    }
    if (piece.linear() != 0) {
      sum += piece.linear() * (right.first - left.first);
    }
    if (piece.quadratic() != 0) {
      sum += piece.quadratic() * (right.second - left.second);
    }
    if (piece.exponential() != 0) {
      sum += piece.exponential() * (right.exponential - left.exponential);
    }
    return sum;
  }

  /** E[1, x, x², e^x] over x = m + s·Z below a bound. */
  private record Below(double mass, double first, double second, double exponential) {
    static final Below NOTHING = new Below(0, 0, 0, 0);

    static Below everything(double m, double s) {
      return new Below(1, m, m * m + s * s, Math.exp(m + s * s / 2));
    }

    static Below of(double bound, double m, double s) {
      double beta = (bound - m) / s;
      double density = Normal.density(beta);
      double mass = Normal.cumulative(beta);
      return new Below(
          mass,
          m * mass - s * density,
          (m * m + s * s) * mass - s * (m + bound) * density,
          exponentialBelow(bound, m, s));
    }

    /**
     * e^(m + s²/2)·Φ(β − s), through the scaled tail where the two factors would over- and
     * underflow.
     */
    private static double exponentialBelow(double bound, double m, double s) {
      double beta = (bound - m) / s;
      double t = s - beta;
      return t > 0
          ? Math.exp(bound - beta * beta / 2) * Normal.scaledTail(t)
          : Math.exp(m + s * s / 2) * Normal.cumulative(-t);
    }
  }
}
