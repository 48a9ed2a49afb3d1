// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.coordinates;

import org.eidograph.theory.scaling.sweep.CoordinateSlope.Watched;
import org.eidograph.torch.Tensor;

/** A network on one fixed batch that shows its activations and trains one step at a time. */
public interface WatchedNetwork extends AutoCloseable {
  /** Sees activations; they belong to the pass, so it reduces them at once or copies them. */
  @FunctionalInterface
  interface Observer {
    /** Sees nothing. */
    Observer NONE = (module, watched, activation) -> {};

    /**
     * One module has run.
     *
     * @param module its name; a module that runs twice in a pass has two
     * @param watched what kind of activation it is
     * @param activation of any shape
     */
    void see(String module, Watched watched, Tensor activation);
  }

  /** Runs the batch and shows all modules, in the order of the forward pass. */
  void read(Observer observer);

  /** One step of training on the batch: no decay, no clipping, a constant rate. */
  void step();

  @Override
  void close();
}
