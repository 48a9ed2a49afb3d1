// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.nn;

import org.eidograph.model.Parameter;
import org.eidograph.model.tape.Gradients;
import org.eidograph.model.tape.Tape;
import org.eidograph.torch.DType;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.RmsNorm;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;

/** The hand-written backward of a {@link RmsNormLayer}, its weight frozen or trained. */
public final class RmsNormTape implements Tape {
  private final Parameter weight;
  private final Tensor input;
  private final Tensor reciprocal; // 1/rms of each row, (N, 1)
  private final Tensor output;

  private RmsNormTape(RmsNormLayer layer, Tensor x) {
    this.weight = layer.weight();
    this.input = x.detach().keep();
    this.reciprocal = RmsNorm.reciprocal(input, layer.epsilon()).keep();
    this.output = RmsNorm.apply(input, reciprocal, weight.value(), DType.FLOAT32).keep();
  }

  static RmsNormTape record(RmsNormLayer layer, Tensor x) {
    try (Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      return new RmsNormTape(layer, x);
    }
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public Tensor backward(Tensor gradient, Gradients gradients) {
    try (NoGrad noGrad = NoGrad.on()) {
      return backward(weight, gradient, input, reciprocal, gradients);
    }
  }

  /**
   * Gradient with respect to x; that of a trained weight is added.
   *
   * @param d gradient of the output, (…, n) of any floating type
   * @param x (…, n) float32
   * @param reciprocal of {@link RmsNorm#reciprocal}
   */
  public static Tensor backward(
      Parameter weight, Tensor d, Tensor x, Tensor reciprocal, Gradients gradients) {
    if (!weight.trainable()) {
      return RmsNorm.backward(d, x, reciprocal, weight.value());
    }
    RmsNorm.Gradients both = RmsNorm.backwardToWeight(d, x, reciprocal, weight.value());
    gradients.add(weight, both.weight(), 1);
    return both.x();
  }

  @Override
  public void close() {
    input.close();
    reciprocal.close();
    output.close();
  }
}
