// Licensed under the Apache License, Version 2.0.
package org.eidograph.model;

import java.util.Arrays;
import java.util.Objects;
import org.eidograph.base.UsageException;
import org.eidograph.torch.DType;
import org.eidograph.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A named tensor of a model, with its role and its place.
 *
 * <p>It owns its tensor: {@link #close} frees it, {@link #replace} frees the old one. Frozen unless
 * {@link #train} was called.
 */
public final class Parameter implements AutoCloseable {
  private final String name;
  private final ParameterRole role;
  private final ModulePath module;
  private @Nullable Tensor value; // null while there is a store
  private @Nullable FrozenStore store;
  private boolean trainable;

  /**
   * Takes ownership.
   *
   * @param name Hugging Face name, for example {@code model.norm.weight}
   * @param value kept by the caller for this parameter
   */
  public Parameter(String name, ParameterRole role, ModulePath module, Tensor value) {
    this.name = name;
    this.role = role;
    this.module = module;
    this.value = value;
  }

  public String name() {
    return name;
  }

  public ParameterRole role() {
    return role;
  }

  public ModulePath module() {
    return module;
  }

  /**
   * The current value; owned by this parameter, or, if it is frozen in a store, made anew for the
   * innermost scope.
   */
  public Tensor value() {
    return value != null ? value : Objects.requireNonNull(store).value();
  }

  /** Its shape, without reading it. */
  public long[] shape() {
    return value != null ? value.shape() : Objects.requireNonNull(store).shape();
  }

  /** The type of {@link #value}, without reading it. */
  public DType dtype() {
    return value != null ? value.dtype() : Objects.requireNonNull(store).dtype();
  }

  /** Bytes it holds, packed or not. */
  public long bytes() {
    return value != null ? value.bytes() : Objects.requireNonNull(store).bytes();
  }

  /** Whether its numbers lie in a {@link FrozenStore}. */
  public boolean stored() {
    return store != null;
  }

  /**
   * Puts a store in the place of the tensor, which is freed; the store belongs to this parameter.
   *
   * @throws UsageException if training changes this parameter
   */
  public void freezeInto(FrozenStore frozen) {
    if (trainable) {
      throw new UsageException(
          "only frozen weights can be quantised, but %s is trained; leave it out of the modules to save, or do not quantise"
              .formatted(name));
    }
    release();
    store = frozen;
  }

  /** Whether training changes it. */
  public boolean trainable() {
    return trainable;
  }

  /** Lets training change it, or not. */
  public void train(boolean train) {
    if (train && store != null) {
      throw new UsageException(
          "a trained weight must not be quantised, but %s is; leave it out of the modules to save, or do not quantise"
              .formatted(name));
    }
    this.trainable = train;
  }

  /** Puts a kept tensor in the place of the old one, which is freed. */
  public void replace(Tensor kept) {
    release();
    value = kept;
  }

  private void release() {
    if (value != null) {
      value.close();
      value = null;
    }
    if (store != null) {
      store.close();
      store = null;
    }
  }

  @Override
  public void close() {
    if (value != null) {
      value.close();
    }
    if (store != null) {
      store.close();
    }
  }

  @Override
  public String toString() {
    return name + " " + dtype() + Arrays.toString(shape());
  }
}
