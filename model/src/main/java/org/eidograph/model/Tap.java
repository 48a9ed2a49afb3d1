// Licensed under the Apache License, Version 2.0.
package org.eidograph.model;

import org.eidograph.model.nn.AttentionShape;
import org.eidograph.torch.Tensor;

/**
 * Observes the inputs and outputs of a model's linear modules during a forward pass, and what
 * decoders multiply in attention.
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

  /**
   * A decoder's block is about to compare queries with keys; a pass that continues a cache does not
   * say so.
   *
   * @param q (N, H, d) positions applied
   * @param k (N, G, d) positions applied
   */
  default void attend(AttentionShape shape, Tensor q, Tensor k) {}
}
