// Licensed under the Apache License, Version 2.0.
package org.eidograph.model;

import org.eidograph.torch.DType;
import org.eidograph.torch.Tensor;

/**
 * Holds a frozen parameter's numbers in less memory than a tensor takes, for example in four bits.
 * Reading from several threads at once is safe.
 */
public interface FrozenStore extends AutoCloseable {
  /** Shape of {@link #value}. */
  long[] shape();

  /** Type of {@link #value}. */
  DType dtype();

  /** Bytes it takes. */
  long bytes();

  /** The numbers, made anew; owned by the innermost scope. */
  Tensor value();

  @Override
  void close();
}
