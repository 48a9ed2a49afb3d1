// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.names;

/** What a tensor does in the forward pass. */
public enum TensorKind {
  /** A table of rows of which one is picked. */
  LOOKUP,
  /** A matrix that multiplies. */
  MATRIX,
  /** The factor of a normalisation; starts at 1. */
  GAIN,
  /** A term that is added; starts at 0. */
  BIAS
}
