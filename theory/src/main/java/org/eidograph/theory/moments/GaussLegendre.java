// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hipparchus.analysis.integration.gauss.GaussIntegrator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;

/** Nodes and weights of Gauss–Legendre quadrature on [-1, 1]: exact for degree 2n − 1. */
public final class GaussLegendre {
  private static final Map<Integer, GaussLegendre> RULES = new ConcurrentHashMap<>();

  private final double[] nodes;
  private final double[] weights;

  private GaussLegendre(int size) {
    GaussIntegrator rule = new GaussIntegratorFactory().legendre(size);
    nodes = new double[size];
    weights = new double[size];
    for (int i = 0; i < size; i++) {
      nodes[i] = rule.getPoint(i);
      weights[i] = rule.getWeight(i);
    }
  }

  /** The rule of {@code size} nodes, made once. */
  public static GaussLegendre of(int size) {
    return RULES.computeIfAbsent(
        Domain.atLeast("the number of nodes", size, 1), GaussLegendre::new);
  }

  /** How many nodes. */
  public int size() {
    return nodes.length;
  }

  /** Node i on [-1, 1]. */
  public double node(int i) {
    return nodes[i];
  }

  /** Weight i on [-1, 1]; all of them sum to 2. */
  public double weight(int i) {
    return weights[i];
  }

  /** Node i on [0, 1]. */
  public double unitNode(int i) {
    return (1 + nodes[i]) / 2;
  }

  /** Weight i on [0, 1]; all of them sum to 1. */
  public double unitWeight(int i) {
    return weights[i] / 2;
  }
}
