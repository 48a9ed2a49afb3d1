// Licensed under the Apache License, Version 2.0.
package org.eidograph.model;

import org.eidograph.torch.Tensor;

/**
 * Observes the inputs and outputs of a model's linear modules during a forward pass.
 *
 * <p>The tensors belong to the pass: an observer reduces them at once or copies what it needs.
 */
@FunctionalInterface
public interface Tap {
  /** Observes nothing. */
  Tap NONE = (module, input, output) -> {};

  /**
   * One module has run.
   *
   * @param input (N, in) as the module received it
   * @param output (N, out) bias included
   */
  void observe(ModulePath module, Tensor input, Tensor output);
}
