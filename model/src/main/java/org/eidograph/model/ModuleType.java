// Licensed under the Apache License, Version 2.0.
package org.eidograph.model;

/** The place of a module in a transformer, the same for every family. */
public enum ModuleType {
  TOKEN_EMBEDDING,
  POSITION_EMBEDDING,
  /** First or second text of a pair (encoders). */
  TOKEN_TYPE_EMBEDDING,
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
  /** The projection that scores a block's experts. */
  ROUTER,
  /** The gate of a gated MLP, or of an expert. */
  GATE,
  /** The widening projection of an MLP. */
  UP,
  /** The narrowing projection of an MLP. */
  DOWN,
  /** Any normalisation. */
  NORM,
  /** The projection of a text's first token before the output projection (classifiers). */
  POOLER,
  /** The output projection to the vocabulary or the classes. */
  HEAD
}
