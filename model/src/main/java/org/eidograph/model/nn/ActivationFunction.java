// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.nn;

import org.eidograph.model.config.Activation;
import org.eidograph.torch.Nn;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

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

  /** Gradient of {@link #apply} with respect to x. */
  public static Tensor backward(Activation activation, Tensor gradient, Tensor x) {
    return switch (activation) {
      case SILU -> {
        Tensor d = Tensors.emptyLike(gradient);
        Nn.siluBackwardInto(gradient, x, d);
        yield d;
      }
      case GELU -> Nn.geluBackward(gradient, x, false);
      case GELU_TANH -> Nn.geluBackward(gradient, x, true);
      case RELU -> Nn.reluBackward(gradient, x);
    };
  }
}
