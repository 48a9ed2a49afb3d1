// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

/**
 * The model that was looked at.
 *
 * @param family {@code model_type}
 * @param blocks L
 * @param width D of the residual stream
 * @param activation of the MLP
 * @param gated whether the MLP multiplies it by a second factor
 * @param norms where the blocks normalise
 * @param fresh whether the weights look freshly drawn: nine of ten hidden matrices have their norm
 *     within 10 % of the bulk edge
 */
public record ModelFacts(
    String family,
    int blocks,
    int width,
    String activation,
    boolean gated,
    Norms norms,
    boolean fresh) {
  /** Where the blocks of a model normalise. */
  public enum Norms {
    /** {@code x_l = x_{l−1} + b(norm(x_{l−1}))}, as decoders do. */
    BEFORE_BRANCHES,
    /** {@code x_l = norm(x_{l−1} + b(x_{l−1}))}, as BERT and RoBERTa do. */
    AFTER_SUMS
  }
}
