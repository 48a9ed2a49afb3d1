// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;

/**
 * Composite Gauss–Legendre quadrature for E[g(Z)], Z standard normal (rule Q1).
 *
 * <p>Panels of width at most 0.5 on [−13, 13] with 40 nodes each, split where g has a kink and
 * graded towards places where g changes fast. Plain Gauss–Hermite is not used: for tanh at q = 5
 * and 64 nodes it errs by 4e-4, for kinked functions by far more.
 *
 * <p>Relative error at most 2e-14 for E[tanh(√q Z)²] up to q = 400.
 */
final class PanelRule {
  /** P(|Z| &gt; 13) = 6e-39; leaves room for integrands that grow. */
  static final double RANGE = 13;

  static final double WIDTH = 0.5;

  static final int ORDER = 40;

  /** √q·WIDTH in units of x: panels wider than this are graded towards x = 0. */
  private static final double WIDE = 4;

  private final double[] nodes;
  private final double[] weights;
  private final int order;

  private PanelRule(double[] boundaries, int order, DoubleUnaryOperator density) {
    this.order = order;
    GaussLegendre rule = GaussLegendre.of(order);
    int panels = boundaries.length - 1;
    nodes = new double[panels * order];
    weights = new double[panels * order];
    for (int p = 0, at = 0; p < panels; p++) {
      double width = boundaries[p + 1] - boundaries[p];
      for (int i = 0; i < order; i++, at++) {
        double z = boundaries[p] + width * rule.unitNode(i);
        nodes[at] = z;
        weights[at] = width * rule.unitWeight(i) * density.applyAsDouble(z);
      }
    }
  }

  /** A place where panels shrink to {@code width}, growing again by factors of two. */
  record Focus(double centre, double width) {
    /** A kink: a panel boundary and nothing more. */
    static Focus boundary(double at) {
      return new Focus(at, WIDTH);
    }
  }

  /** Rule Q1 for functions of √q·Z that are smooth but for the kinks of an activation. */
  static PanelRule standard(double q, List<Kink> kinks) {
    return standard(q, kinks, RANGE, ORDER);
  }

  static PanelRule standard(double q, List<Kink> kinks, double range, int order) {
    double root = Math.sqrt(q);
    SortedSet<Double> boundaries = uniform(range, WIDTH);
    add(boundaries, range, new Focus(0, Math.min(WIDTH, WIDE / root)));
    for (Kink kink : kinks) {
      add(boundaries, range, new Focus(kink.at() / root, Math.min(WIDTH, WIDE / root)));
    }
    return new PanelRule(toArray(boundaries), order, Normal::density);
  }

  /** A rule with foci, for integrands whose fast places are known. */
  static PanelRule focused(double range, int order, List<Focus> foci) {
    SortedSet<Double> boundaries = uniform(range, WIDTH);
    foci.forEach(focus -> add(boundaries, range, focus));
    return new PanelRule(toArray(boundaries), order, Normal::density);
  }

  /** The same panels for plain integrals over [−range, range], without the normal density. */
  static PanelRule lebesgue(double range, double width, int order) {
    return new PanelRule(toArray(uniform(range, width)), order, z -> 1);
  }

  /** E over the radius of a standard normal vector in the plane, density r·exp(−r²/2). */
  static PanelRule radial(int order) {
    double[] boundaries = new double[(int) (RANGE / WIDTH) + 1];
    Arrays.setAll(boundaries, i -> i * WIDTH);
    return new PanelRule(boundaries, order, r -> r * Math.exp(-r * r / 2));
  }

  private static SortedSet<Double> uniform(double range, double width) {
    SortedSet<Double> boundaries = new TreeSet<>();
    int panels = (int) Math.ceil(2 * range / width);
    for (int i = 0; i <= panels; i++) {
      boundaries.add(-range + 2 * range * i / panels);
    }
    return boundaries;
  }

  private static void add(SortedSet<Double> boundaries, double range, Focus focus) {
    addInside(boundaries, range, focus.centre());
    for (double step = focus.width(); step < WIDTH; step *= 2) {
      addInside(boundaries, range, focus.centre() - step);
      addInside(boundaries, range, focus.centre() + step);
    }
  }

  private static void addInside(SortedSet<Double> boundaries, double range, double at) {
    if (Math.abs(at) < range) {
      boundaries.add(at);
    }
  }

  private static double[] toArray(SortedSet<Double> boundaries) {
    return boundaries.stream().mapToDouble(Double::doubleValue).toArray();
  }

  int size() {
    return nodes.length;
  }

  double node(int i) {
    return nodes[i];
  }

  double weight(int i) {
    return weights[i];
  }

  /** Σ weight·g(node). */
  double integrate(DoubleUnaryOperator g) {
    double sum = 0;
    for (int i = 0; i < nodes.length; i++) {
      sum += weights[i] * g.applyAsDouble(nodes[i]);
    }
    return sum;
  }

  /**
   * Σ weight·g(node), and the share of Σ weight·|g(node)| in the outermost panel on either side.
   */
  Total total(DoubleUnaryOperator g) {
    double sum = 0;
    double size = 0;
    double edge = 0;
    for (int i = 0; i < nodes.length; i++) {
      double term = weights[i] * g.applyAsDouble(nodes[i]);
      sum += term;
      size += Math.abs(term);
      edge += i < order || i >= nodes.length - order ? Math.abs(term) : 0;
    }
    return new Total(sum, size == 0 ? 0 : edge / size);
  }

  /**
   * An integral and how much of it lies at the ends of the range.
   *
   * @param sum the integral
   * @param edgeShare from 0 (all decayed) to 1
   */
  record Total(double sum, double edgeShare) {}
}
