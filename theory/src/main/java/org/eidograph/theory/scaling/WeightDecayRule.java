// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling;

/**
 * How decoupled weight decay follows a learning rate that was scaled.
 *
 * <p>Weight decay is not among the settings that muP promises to transfer, so a sweep should still
 * vary it.
 */
public enum WeightDecayRule {
  /**
   * {@code η·λ} stays the same for every tensor, so a HIDDEN matrix gets λ·m_in. It is the rule
   * under which a widened model trains exactly like its source, and the only one for decay inside
   * the gradient.
   */
  KEEP_PRODUCT("product"),
  /**
   * HIDDEN matrices get λ·√m_in, vectors none, embeddings and readouts keep {@code η·λ}: it holds
   * the steady-state scale of a matrix, whose top singular value goes as {@code √(η/λ)·n^0.75}
   * (abstract of arXiv 2510.15262; its rule for tables and heads was not read).
   */
  SQRT("sqrt"),
  /** λ as tuned, whatever becomes of η; the decay per step then shrinks with the rate. */
  UNSCALED("none");

  private final String label;

  WeightDecayRule(String label) {
    this.label = label;
  }

  /** As users write it. */
  public String label() {
    return label;
  }

  /**
   * The rule with its decay set.
   *
   * @param rule what the parametrization and the embedding rule gave
   * @throws IllegalArgumentException if decay is part of the gradient and this is not {@link
   *     #KEEP_PRODUCT}
   */
  TensorRule apply(
      TensorRule rule, ScaledTensor tensor, TunedSettings tuned, OptimizerKind optimizer) {
    if (!optimizer.decoupledDecay()) {
      requireProduct(optimizer);
      return rule;
    }
    double kept = tuned.weightDecay() * tuned.learningRate() / rule.learningRate();
    return rule.withWeightDecay(
        switch (this) {
          case KEEP_PRODUCT -> kept;
          case UNSCALED -> tuned.weightDecay();
          case SQRT ->
              switch (tensor.role()) {
                case HIDDEN -> tuned.weightDecay() * Math.sqrt(tensor.growth().in());
                case VECTOR -> 0;
                case EMBEDDING, READOUT, FIXED -> kept;
              };
        });
  }

  private void requireProduct(OptimizerKind optimizer) {
    if (this != KEEP_PRODUCT) {
      throw new IllegalArgumentException(
          "decay that is part of the gradient (%s) has only the rule %s, got %s; take adamw for the others"
              .formatted(optimizer.name(), KEEP_PRODUCT.label, label));
    }
  }
}
