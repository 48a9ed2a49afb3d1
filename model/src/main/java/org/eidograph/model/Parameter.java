// Licensed under the Apache License, Version 2.0.
package org.eidograph.model;

import org.eidograph.torch.Tensor;

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
  private Tensor value;
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

  /** The current value; owned by this parameter. */
  public Tensor value() {
    return value;
  }

  /** Whether training changes it. */
  public boolean trainable() {
    return trainable;
  }

  /** Lets training change it, or not. */
  public void train(boolean train) {
    this.trainable = train;
  }

  /** Puts a kept tensor in the place of the old one, which is freed. */
  public void replace(Tensor kept) {
    value.close();
    value = kept;
  }

  @Override
  public void close() {
    value.close();
  }

  @Override
  public String toString() {
    return name + " " + value;
  }
}
