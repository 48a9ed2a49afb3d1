// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch.safetensors;

import java.util.Arrays;
import java.util.function.Supplier;
import org.eidograph.torch.DType;
import org.eidograph.torch.Tensor;

/**
 * A tensor that is made when its bytes are written.
 *
 * @param dtype element type it will have
 * @param shape sizes it will have
 * @param value makes it; called once, in a scope of its own
 */
@SuppressWarnings("ArrayRecordComponent") // a value in transit, never compared
public record LaterTensor(DType dtype, long[] shape, Supplier<Tensor> value) {
  /** One that is there already. */
  public static LaterTensor of(Tensor tensor) {
    return new LaterTensor(tensor.dtype(), tensor.shape(), () -> tensor);
  }

  /** Bytes it will take. */
  public long bytes() {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact) * dtype.bytes();
  }

  Tensor make(String name) {
    Tensor made = value.get();
    if (made.dtype() != dtype || !Arrays.equals(made.shape(), shape)) {
      throw new IllegalStateException(
          "%s was announced as %s%s but made as %s"
              .formatted(name, dtype, Arrays.toString(shape), made));
    }
    return made;
  }
}
