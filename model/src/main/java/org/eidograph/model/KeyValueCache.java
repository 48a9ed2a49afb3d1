// Licensed under the Apache License, Version 2.0.
package org.eidograph.model;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.torch.DType;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * Keys and values of the tokens one sequence has seen, per layer, in buffers that double when full.
 *
 * <p>Owns its buffers; {@link #close} frees them.
 */
public final class KeyValueCache implements AutoCloseable {
  private static final int FIRST_CAPACITY = 64;

  private final List<Layer> layers = new ArrayList<>();
  private int length;

  /** A cache for a model of so many layers. */
  public KeyValueCache(int layerCount) {
    for (int i = 0; i < layerCount; i++) {
      layers.add(new Layer());
    }
  }

  /** Number of tokens cached in every layer. */
  public int length() {
    return length;
  }

  /**
   * Adds the newest tokens of one layer.
   *
   * @param keys (T, G, d)
   * @return all keys (S, G, d) and values, views that live until the next call
   */
  public KeysAndValues append(int layer, Tensor keys, Tensor values) {
    Layer cached = layers.get(layer);
    long total = length + keys.size(0);
    cached.reserve(total, keys);
    cached.keys().narrow(0, length, keys.size(0)).copyFromInPlace(keys);
    cached.values().narrow(0, length, values.size(0)).copyFromInPlace(values);
    if (layer == layers.size() - 1) {
      length = Math.toIntExact(total);
    }
    return new KeysAndValues(
        cached.keys().narrow(0, 0, total), cached.values().narrow(0, 0, total));
  }

  @Override
  public void close() {
    layers.forEach(Layer::close);
    layers.clear();
  }

  /** Keys and values of all tokens so far. */
  public record KeysAndValues(Tensor keys, Tensor values) {}

  /** The two buffers of a layer, (capacity, G, d). */
  private static final class Layer {
    private final List<Tensor> buffers = new ArrayList<>(); // empty, or keys and values

    Tensor keys() {
      return buffers.get(0);
    }

    Tensor values() {
      return buffers.get(1);
    }

    void reserve(long tokens, Tensor like) {
      if (!buffers.isEmpty() && keys().size(0) >= tokens) {
        return;
      }
      long capacity = Math.max(FIRST_CAPACITY, Long.highestOneBit(2 * tokens - 1));
      List<Tensor> larger = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        Tensor buffer =
            Tensors.zeros(DType.FLOAT32, like.device(), capacity, like.size(1), like.size(2))
                .keep();
        if (!buffers.isEmpty()) {
          Tensor old = buffers.get(i);
          buffer.narrow(0, 0, old.size(0)).copyFromInPlace(old);
          old.close();
        }
        larger.add(buffer);
      }
      buffers.clear();
      buffers.addAll(larger);
    }

    void close() {
      buffers.forEach(Tensor::close);
      buffers.clear();
    }
  }
}
