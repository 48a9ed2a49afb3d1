// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * {@code E[ψ(m + s·Z)]} by panels that end at the kinks of ψ, for functions without a closed
 * conditional mean.
 */
final class NestedMean {
  /** P(|Z| &gt; 9) = 2e-19. */
  private static final double RANGE = 9;

  private static final GaussLegendre RULE = GaussLegendre.of(12);

  private final DoubleUnaryOperator psi;
  private final double[] kinks;

  NestedMean(DoubleUnaryOperator psi, List<Kink> kinks) {
    this.psi = psi;
    this.kinks = kinks.stream().mapToDouble(Kink::at).toArray();
  }

  double at(double m, double s) {
    if (s == 0) {
      return psi.applyAsDouble(m);
    }
    double sum = 0;
    double from = -RANGE;
    for (double kink : kinks) {
      double to = Math.min(RANGE, (kink - m) / s);
      if (to > from) {
        sum += between(m, s, from, to);
        from = to;
      }
    }
    return sum + between(m, s, from, RANGE);
  }

  /** The part of the integral between two places on the axis of Z, in panels of width about one. */
  private double between(double m, double s, double from, double to) {
    // In units of x panels must not be wider than one either: features of ψ have that size.
    int panels = (int) Math.ceil((to - from) * Math.max(1, s));
    double width = (to - from) / Math.max(1, panels);
    double step = Math.exp(-width * width);
    double sum = 0;
    for (int i = 0; i < RULE.size(); i++) {
      double z = from + width * RULE.unitNode(i);
      // n(z + w) = n(z)·e^(−wz − w²/2): two multiplications a panel instead of an exponential.
      double weight = width * RULE.unitWeight(i) * Normal.density(z);
      double factor = Math.exp(-width * (z + width / 2));
      for (int p = 0; p < panels; p++) {
        sum += weight * psi.applyAsDouble(m + s * z);
        weight *= factor;
        factor *= step;
        z += width;
      }
    }
    return sum;
  }
}
