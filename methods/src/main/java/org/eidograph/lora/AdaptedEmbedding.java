// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import org.eidograph.model.ModulePath;
import org.eidograph.model.Parameter;
import org.eidograph.model.nn.EmbeddingLayer;
import org.eidograph.model.nn.LowRankDelta;
import org.jspecify.annotations.Nullable;

/** The token embedding with an adapter: A (r, V), B (D, r), while the table is (V, D). */
record AdaptedEmbedding(EmbeddingLayer module, LowRankDelta delta) implements AdaptedModule {
  @Override
  public ModulePath path() {
    return module.path();
  }

  @Override
  public Parameter weight() {
    return module.table();
  }

  @Override
  public boolean storedTransposed() {
    return true;
  }

  @Override
  public void attach(@Nullable LowRankDelta adapter) {
    module.attach(adapter);
  }
}
