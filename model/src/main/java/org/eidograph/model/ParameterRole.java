// Licensed under the Apache License, Version 2.0.
package org.eidograph.model;

/** What a parameter does, the one description that parametrisation, pruning and adapters ask. */
public enum ParameterRole {
  /** A table looked up by token or position: its input has one non-zero entry. */
  EMBEDDING,
  /** A matrix between two wide layers. */
  HIDDEN,
  /** The matrix from the last hidden layer to the vocabulary. */
  READOUT,
  /** A bias or a norm's weight. */
  VECTOR,
  /** Never trained. */
  FIXED
}
