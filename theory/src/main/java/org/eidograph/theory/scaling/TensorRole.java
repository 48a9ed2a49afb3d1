// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling;

/**
 * Which axes of a tensor grow with the width, the one fact that decides how it scales (Yang et al.,
 * Tensor Programs V, arXiv 2203.03466, table 8).
 *
 * <p>This is not the role of {@code org.eidograph.model}, although the words are nearly the same: a
 * router and a classifier are {@link #READOUT} here, a token table of a frozen model is still
 * {@link #EMBEDDING}, and {@link #FIXED} says that no axis grows, not that nothing is trained.
 */
public enum TensorRole {
  /** Input-like: only the output axis grows. Token, position and type tables; a first layer. */
  EMBEDDING,
  /** A vector whose one axis grows: biases of wide layers, weights of normalisations. */
  VECTOR,
  /** Matrix-like: both axes grow. */
  HIDDEN,
  /** Output-like: only the input axis grows. Heads, classifiers, routers. */
  READOUT,
  /** No axis grows: the bias of a head, the weight of a norm inside heads of fixed size. */
  FIXED;

  /** Whether the output axis of this role grows with the width. */
  public boolean growsOut() {
    return this == EMBEDDING || this == VECTOR || this == HIDDEN;
  }

  /** Whether the input axis of this role grows with the width. */
  public boolean growsIn() {
    return this == HIDDEN || this == READOUT;
  }
}
