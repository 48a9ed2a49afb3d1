// Licensed under the Apache License, Version 2.0.
package org.eidograph.model;

/** What a parameter does, the one description that parametrisation, pruning and adapters ask. */
public enum ParameterRole {
  /** A table looked up by token or position: its input has one non-zero entry. */
  EMBEDDING,
  /** A matrix between two wide layers. */
  HIDDEN,
  /** A matrix from a wide layer to a length of its own: the vocabulary, classes, experts. */
  READOUT,
  /** A bias or a norm's weight. */
  VECTOR,
  /** Never trained. */
  FIXED
}
