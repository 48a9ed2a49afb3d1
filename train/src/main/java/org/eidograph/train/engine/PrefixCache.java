// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.eidograph.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What the layers below the lowest trained one compute for each training example, kept from the
 * first epoch on. Exact, since those layers are frozen and drop nothing.
 *
 * <p>Owns its tensors. When full it stops taking more; nothing is evicted, so each example is
 * either always or never found.
 */
final class PrefixCache implements AutoCloseable {
  private final Map<Integer, Tensor> outputs = new ConcurrentHashMap<>();
  private final AtomicLong freeBytes;

  PrefixCache(long bytes) {
    this.freeBytes = new AtomicLong(bytes);
  }

  /** Whether anything can be kept at all. */
  boolean enabled() {
    return freeBytes.get() > 0 || !outputs.isEmpty();
  }

  /** The output for an example, (T, D) float32, owned by this cache; null if it is not kept. */
  @Nullable Tensor get(int example) {
    return outputs.get(example);
  }

  /** Keeps a copy if there is room. */
  void put(int example, Tensor output) {
    if (freeBytes.addAndGet(-output.bytes()) < 0) {
      freeBytes.addAndGet(output.bytes());
      return;
    }
    Tensor old = outputs.put(example, output.copy().keep());
    if (old != null) {
      freeBytes.addAndGet(old.bytes());
      old.close();
    }
  }

  @Override
  public void close() {
    outputs.values().forEach(Tensor::close);
    outputs.clear();
  }
}
