// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.theory.moments.PanelRule.Focus;

/**
 * Covariance maps of kinked functions by one integral over a conditional mean (rule Q3), tabulated
 * as a Chebyshev series in the angle.
 *
 * <pre>
 * Ṫ(γ) = E_z[φ'(√q1 z)·M'(c·√q2·z, √(q2(1 − c²)))],  M'(m, s) = E[φ'(m + s·Z)]
 * T(0) − T(γ) = √(q1·q2) ∫₀^θ Ṫ sin t dt     (Price)
 * </pre>
 *
 * <p>In the angle θ both are smooth on [0, π] although in c they behave like √(1 − c). Only Ṫ is
 * integrated directly; T(π), found both ways, gives the error estimate. A kink away from 0 leaves
 * an essential singularity at θ = π, so that series may take several hundred terms.
 */
final class ConditionalRule {
  /** P(|Z| &gt; 9) = 2e-19. */
  private static final double RANGE = 9;

  private static final int ORDER = 16;

  private static final double TOLERANCE = 1e-14;
  private static final int FEWEST = 64;
  private static final int MOST = 512;

  /** 8 nodes between neighbouring Chebyshev nodes: the integrand has degree below that there. */
  private static final GaussLegendre BETWEEN = GaussLegendre.of(8);

  private final Activation phi;
  private final ConditionalMean slopeMean;
  private final double root1;
  private final double root2;

  private ConditionalRule(Activation phi, ConditionalMean slopeMean, double q1, double q2) {
    this.phi = phi;
    this.slopeMean = slopeMean;
    this.root1 = Math.sqrt(q1);
    this.root2 = Math.sqrt(q2);
  }

  /** E[ψ(m + s·Z)] of a function ψ. */
  interface ConditionalMean {
    double at(double m, double s);
  }

  /** Rule Q3 with the closed conditional mean of pieces. */
  static AngularMap of(Segmented phi, double q1, double q2) {
    SegmentMean mean = new SegmentMean(phi.breaks(), phi.slopes());
    return new ConditionalRule(phi, mean::at, q1, q2).map(DualRule.CONDITIONAL);
  }

  /** The same with a numerical inner integral. */
  static AngularMap nested(Activation phi, double q1, double q2) {
    NestedMean mean = new NestedMean(phi::derivative, phi.kinks());
    return new ConditionalRule(phi, mean::at, q1, q2).map(DualRule.NESTED);
  }

  private AngularMap map(DualRule rule) {
    requireContinuous();
    ChebyshevSeries slope = ChebyshevSeries.fit(this::slopes, TOLERANCE, FEWEST, MOST);
    double scale = root1 * root2;
    double atZero =
        GaussianMoments.expectation(
            z -> phi.value(root1 * z) * phi.value(root2 * z), 1, scaledKinks());
    double atPi =
        GaussianMoments.expectation(
            z -> phi.value(root1 * z) * phi.value(-root2 * z), 1, scaledKinks());
    ChebyshevSeries ratio = ratio(slope, scale);
    double error = Math.abs(atZero - 2 * ratio.at(1) - atPi) / Math.abs(atZero);
    return new AngularMap(
        atZero,
        new AngularMap.Expansion(AngularMap.Variable.ANGLE, ratio, slope),
        rule,
        Math.max(error, slope.tail()));
  }

  private void requireContinuous() {
    for (Kink kink : phi.kinks()) {
      if (kink.valueJump() != 0) {
        throw new IllegalArgumentException(
            "an activation must be continuous for E[φ'φ'] to exist, but %s jumps by %s at %s; use Activation.sign() or a continuous function"
                .formatted(phi.label(), kink.valueJump(), kink.at()));
      }
    }
  }

  /** Ṫ at places x = 2θ/π − 1. */
  private double[] slopes(double[] x) {
    double[] values = new double[x.length];
    for (int j = 0; j < x.length; j++) {
      values[j] = slope(Math.PI / 2 * (1 + x[j]));
    }
    return values;
  }

  private double slope(double theta) {
    double c = Math.cos(theta);
    double s = root2 * Math.sin(theta);
    PanelRule outer = PanelRule.focused(RANGE, ORDER, foci(c, s));
    return outer.integrate(z -> phi.derivative(root1 * z) * slopeMean.at(c * root2 * z, s));
  }

  /** φ' jumps at its kinks; its conditional mean turns within s of them. */
  private List<Focus> foci(double c, double s) {
    List<Focus> foci = new ArrayList<>();
    foci.add(new Focus(0, Math.min(PanelRule.WIDTH, 2 / root1)));
    for (Kink kink : phi.kinks()) {
      foci.add(new Focus(kink.at() / root1, Math.min(PanelRule.WIDTH, 2 / root1)));
      if (c != 0) {
        double scale = Math.abs(c) * root2;
        double width = Math.max(1e-9, Math.min(PanelRule.WIDTH, s / scale));
        foci.add(new Focus(kink.at() / (c * root2), width));
      }
    }
    return foci;
  }

  /** (T(0) − T(γ))/γ from the integral of the slope series, node by node. */
  private static ChebyshevSeries ratio(ChebyshevSeries slope, double scale) {
    double[] x = ChebyshevSeries.nodes(slope.size());
    double[] values = new double[x.length];
    double from = 0;
    double integral = 0;
    for (int j = 0; j < x.length; j++) {
      double to = Math.PI / 2 * (1 + x[j]);
      for (int i = 0; i < BETWEEN.size(); i++) {
        double t = from + (to - from) * BETWEEN.unitNode(i);
        integral +=
            (to - from) * BETWEEN.unitWeight(i) * slope.at(2 / Math.PI * t - 1) * Math.sin(t);
      }
      values[j] = scale * integral / Angle.gamma(to);
      from = to;
    }
    return ChebyshevSeries.interpolate(values);
  }

  /** Kinks on the axis of z for both variances and both signs. */
  private List<Kink> scaledKinks() {
    List<Kink> kinks = new ArrayList<>();
    for (Kink kink : phi.kinks()) {
      kinks.add(Kink.bend(kink.at() / root1));
      kinks.add(Kink.bend(kink.at() / root2));
      kinks.add(Kink.bend(-kink.at() / root2));
    }
    return kinks;
  }
}
