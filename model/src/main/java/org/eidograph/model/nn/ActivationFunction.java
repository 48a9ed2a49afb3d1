// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.nn;

import org.eidograph.model.config.Activation;
import org.eidograph.torch.Nn;
import org.eidograph.torch.Tensor;

/** Applies an MLP's activation; takes part in autograd. */
public final class ActivationFunction {
  private ActivationFunction() {}

  /** The activation of every element. */
  public static Tensor apply(Activation activation, Tensor x) {
    return switch (activation) {
      case SILU -> Nn.silu(x);
      case GELU -> Nn.gelu(x, false);
      case GELU_TANH -> Nn.gelu(x, true);
      case RELU -> Nn.relu(x);
    };
  }
}
