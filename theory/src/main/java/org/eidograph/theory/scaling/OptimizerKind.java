// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling;

import java.util.List;

/**
 * What the scaling rules need to know of an optimizer; a new one needs these values, not new
 * tables.
 *
 * <p>The length of a step depends on the gradient's scale with a degree p: SGD with momentum,
 * Nesterov or dampening has p = 1; Adam, AMSGrad and sign methods have p = 0, once ε scales with
 * the gradient. Then the rate of the effective weight is {@code η·m_out^p/m_in} (and {@code
 * η·√(m_out/m_in)} for an orthogonalised step, whose length is its spectral norm).
 *
 * @param name as users write it
 * @param degree p, 0 or 1
 * @param usesEpsilon whether an ε is added to the root of the second moment
 * @param decoupledDecay whether decay acts on the weight ({@code η·λ·W}) instead of on the gradient
 * @param orthogonalised whether the step of a matrix is made orthogonal first; its other tensors
 *     are then trained with AdamW
 */
public record OptimizerKind(
    String name, int degree, boolean usesEpsilon, boolean decoupledDecay, boolean orthogonalised) {
  /** SGD, with or without momentum; decay is an L2 term of the gradient. */
  public static final OptimizerKind SGD = new OptimizerKind("sgd", 1, false, false, false);

  /** Adam or AMSGrad with decay as an L2 term of the gradient. */
  public static final OptimizerKind ADAM = new OptimizerKind("adam", 0, true, false, false);

  /** Adam with decoupled decay. */
  public static final OptimizerKind ADAMW = new OptimizerKind("adamw", 0, true, true, false);

  /** Orthogonalised momentum for matrices, AdamW for the rest. */
  public static final OptimizerKind MUON = new OptimizerKind("muon", 0, false, true, true);

  private static final List<OptimizerKind> KNOWN = List.of(SGD, ADAM, ADAMW, MUON);

  public OptimizerKind {
    if (degree != 0 && degree != 1) {
      throw new IllegalArgumentException(
          "a step must have degree 0 or 1 in the gradient, got %d for %s".formatted(degree, name));
    }
  }

  /** The kind with this name. */
  public static OptimizerKind of(String name) {
    return KNOWN.stream()
        .filter(kind -> kind.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "an optimizer must be one of %s, got %s"
                        .formatted(KNOWN.stream().map(OptimizerKind::name).toList(), name)));
  }

  /** The kind that really trains a tensor of this role. */
  public OptimizerKind forRole(TensorRole role) {
    return orthogonalised && role != TensorRole.HIDDEN ? ADAMW : this;
  }

  /** Factor of the learning rate of an effective weight whose axes grow like this. */
  public double rateFactor(AxisGrowth growth) {
    return orthogonalised
        ? Math.sqrt(growth.out() / growth.in())
        : Math.pow(growth.out(), degree) / growth.in();
  }

  /**
   * Factor of the weight decay that goes with {@link #rateFactor}: decoupled decay keeps {@code
   * η·λ}, coupled decay keeps its share of the gradient, {@code m_in/m_out}.
   */
  public double decayFactor(AxisGrowth growth) {
    return decoupledDecay ? 1 / rateFactor(growth) : growth.in() / growth.out();
  }
}
