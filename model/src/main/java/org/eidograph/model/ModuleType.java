// Licensed under the Apache License, Version 2.0.
package org.eidograph.model;

/** The place of a module in a transformer, the same for every family. */
public enum ModuleType {
  TOKEN_EMBEDDING,
  POSITION_EMBEDDING,
  /** Query projection. */
  Q,
  /** Key projection. */
  K,
  /** Value projection. */
  V,
  /** Query, key and value as one matrix (GPT-2). */
  QKV,
  /** Attention's output projection. */
  O,
  /** The gate of a gated MLP. */
  GATE,
  /** The widening projection of an MLP. */
  UP,
  /** The narrowing projection of an MLP. */
  DOWN,
  /** Any normalisation. */
  NORM,
  /** The output projection to the vocabulary. */
  HEAD
}
