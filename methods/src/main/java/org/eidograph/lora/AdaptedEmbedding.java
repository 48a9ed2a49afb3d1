// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import org.eidograph.model.ModulePath;
import org.eidograph.model.Parameter;
import org.eidograph.model.nn.EmbeddingLayer;
import org.eidograph.model.nn.LowRankDelta;
import org.jspecify.annotations.Nullable;

/** The token embedding with an adapter: A (r, V), B (D, r), while the table is (V, D). */
record AdaptedEmbedding(EmbeddingLayer module, LowRankDelta delta) implements AdaptedModule {
  static final String SUFFIX_A = "lora_embedding_A";
  static final String SUFFIX_B = "lora_embedding_B";

  @Override
  public ModulePath path() {
    return module.path();
  }

  @Override
  public Parameter weight() {
    return module.table();
  }

  @Override
  public @Nullable Parameter bias() {
    return null;
  }

  @Override
  public boolean storedTransposed() {
    return true;
  }

  @Override
  public String suffixOfA() {
    return SUFFIX_A;
  }

  @Override
  public String suffixOfB() {
    return SUFFIX_B;
  }

  @Override
  public void plugIn() {
    module.attach(delta);
  }

  @Override
  public void unplug() {
    module.attach(null);
  }
}
