// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import org.eidograph.model.ModulePath;
import org.eidograph.model.Parameter;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.LowRankDelta;
import org.jspecify.annotations.Nullable;

/** A linear module with an adapter: A (r, in), B (out, r), whichever way the weight is stored. */
record AdaptedLinear(Linear module, LowRankDelta delta) implements AdaptedModule {
  @Override
  public ModulePath path() {
    return module.path();
  }

  @Override
  public Parameter weight() {
    return module.weightParameter();
  }

  @Override
  public @Nullable Parameter bias() {
    return module.bias();
  }

  @Override
  public boolean storedTransposed() {
    return module.transposed();
  }

  @Override
  public void attach(@Nullable LowRankDelta adapter) {
    module.attach(adapter);
  }
}
