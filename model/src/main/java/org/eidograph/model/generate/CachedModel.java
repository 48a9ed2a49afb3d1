// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.generate;

import org.eidograph.model.CausalLm;
import org.eidograph.model.KeyValueCache;
import org.eidograph.model.Pass;
import org.eidograph.model.Sequences;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;

/**
 * A model that feeds each token once, keeping keys and values of what it has seen.
 *
 * <p>Owns its cache; the model stays the caller's.
 */
public final class CachedModel implements NextLogits, AutoCloseable {
  private final CausalLm model;
  private final KeyValueCache cache;

  /** A fresh memory over a model. */
  public CachedModel(CausalLm model) {
    this.model = model;
    this.cache = new KeyValueCache(model.config().layers());
  }

  @Override
  public float[] next(int[] newIds) {
    try (Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      Sequences fresh = new Sequences(newIds, new int[] {0, newIds.length}, cache.length());
      Pass pass = Pass.inference(fresh, model.device()).cachedIn(cache);
      Tensor last = model.hidden(pass).narrow(0, newIds.length - 1, 1);
      return model.head().forward(last, pass).toFloats();
    }
  }

  @Override
  public int capacity() {
    return model.config().maxPositions();
  }

  @Override
  public void close() {
    cache.close();
  }
}
