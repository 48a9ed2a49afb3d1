// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.finite;

import java.util.function.UnaryOperator;
import org.eidograph.base.UsageException;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.ErrorFunction;
import org.eidograph.theory.moments.Gelu;
import org.eidograph.theory.moments.PiecewiseLinear;
import org.eidograph.theory.moments.Smooth;
import org.eidograph.torch.Nn;
import org.eidograph.torch.Tensor;

/** An activation of the theory as an operation on tensors that takes part in autograd. */
public final class FiniteActivation {
  private FiniteActivation() {}

  /**
   * The operation of φ.
   *
   * @throws UsageException if finite networks do not have it
   */
  public static UnaryOperator<Tensor> of(Activation phi) {
    if (phi instanceof PiecewiseLinear linear) {
      double jump = linear.positiveSlope() - linear.negativeSlope();
      return linear.negativeSlope() == 0
          ? x -> Nn.relu(x).mul(jump)
          : x -> x.mul(linear.negativeSlope()).add(Nn.relu(x).mul(jump));
    }
    if (phi instanceof ErrorFunction erf) {
      return x -> Nn.erf(x.mul(erf.scale()));
    }
    if (phi instanceof Gelu) {
      return x -> Nn.gelu(x, false);
    }
    if (phi instanceof Smooth smooth) {
      return of(smooth);
    }
    throw unknown(phi);
  }

  private static UnaryOperator<Tensor> of(Smooth phi) {
    return switch (phi) {
      case TANH -> Nn::tanh;
      case SILU -> Nn::silu;
      case GELU_TANH -> x -> Nn.gelu(x, true);
      default -> throw unknown(phi);
    };
  }

  private static UsageException unknown(Activation phi) {
    return new UsageException(
        "a finite network takes relu, leaky_relu, abs, identity, erf, gelu, gelu_tanh, silu or tanh, got %s; give one of them"
            .formatted(phi.label()));
  }
}
