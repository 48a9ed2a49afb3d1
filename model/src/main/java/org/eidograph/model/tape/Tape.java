// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.tape;

import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;

/** What one segment's backward needs; it owns native memory until {@link #close}. */
public interface Tape extends AutoCloseable {
  /** The segment's output, owned by this tape. */
  Tensor output();

  /**
   * Runs the segment backward, adding parameter gradients; called once.
   *
   * @param gradient of the output, (N, D) float32
   * @return gradient of the input, (N, D) float32, owned by the innermost open scope
   */
  Tensor backward(Tensor gradient, Gradients gradients);

  /** Like {@link #backward} where nobody reads the gradient of the input. */
  default void backwardToParameters(Tensor gradient, Gradients gradients) {
    try (Scope scope = Scope.open()) {
      backward(gradient, gradients);
    }
  }

  @Override
  void close();
}
