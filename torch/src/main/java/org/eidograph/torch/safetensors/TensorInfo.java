// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch.safetensors;

import java.util.Arrays;
import org.eidograph.torch.DType;

/**
 * What a file says of one tensor, checked against the file.
 *
 * @param dtype element type
 * @param shape sizes; empty for a scalar
 * @param offset first byte, counted from the start of the file
 * @param length bytes
 */
public record TensorInfo(DType dtype, long[] shape, long offset, long length) {
  public TensorInfo {
    shape = shape.clone();
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  /** Number of elements. */
  public long numel() {
    return length / dtype.bytes();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TensorInfo that
        && dtype == that.dtype
        && Arrays.equals(shape, that.shape)
        && offset == that.offset
        && length == that.length;
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(shape) + Long.hashCode(offset);
  }

  @Override
  public String toString() {
    return dtype + Arrays.toString(shape);
  }
}
