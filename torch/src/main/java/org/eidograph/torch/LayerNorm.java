// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Layer normalisation over the last dimension with an explicit backward, for engines that keep no
 * graph.
 *
 * <pre>
 * μ = mean(x)      ρ = 1/sqrt(mean((x − μ)²) + ε)      x̂ = ρ·(x − μ)      y = w·x̂ + b
 * dx = ρ·(w·dy − mean(w·dy) − x̂·mean(w·dy·x̂))
 * </pre>
 *
 * Computed in float32. Weight and bias are frozen: no gradient for them is formed.
 */
public final class LayerNorm {
  static final BoolPointer DX_ONLY = new BoolPointer(3).retainReference();

  static final BoolPointer DX_AND_WEIGHT = new BoolPointer(3).retainReference();

  static {
    DX_ONLY.put(0, true).put(1, false).put(2, false);
    DX_AND_WEIGHT.put(0, true).put(1, true).put(2, false);
  }

  private LayerNorm() {}

  /**
   * A normalised tensor and what backward needs.
   *
   * @param y (…, n) float32
   * @param mean μ of each row, (…, 1)
   * @param reciprocal ρ of each row, (…, 1)
   */
  public record Output(Tensor y, Tensor mean, Tensor reciprocal) {}

  /**
   * Normalises.
   *
   * @param x (…, n) float32
   * @param weight (n) float32
   * @param bias (n) float32
   */
  public static Output forward(Tensor x, Tensor weight, Tensor bias, double epsilon) {
    T_TensorTensorTensor_T out =
        torch.native_layer_norm(
            x.raw,
            new long[] {x.size(-1)},
            new TensorOptional(weight.raw),
            new TensorOptional(bias.raw),
            epsilon);
    return new Output(own(out.get0()), own(out.get1()), own(out.get2()));
  }

  /** A handle of its own: the tuple's members die with the tuple. */
  static Tensor own(org.bytedeco.pytorch.Tensor member) {
    return new Tensor(new org.bytedeco.pytorch.Tensor(member));
  }

  /**
   * Gradient with respect to x.
   *
   * @param gradient of y, (…, n) float32
   * @param x what {@link #forward} got
   * @return (…, n) float32
   */
  public static Tensor backward(Tensor gradient, Tensor x, Output output, Tensor weight) {
    return own(
        torch
            .native_layer_norm_backward(
                gradient.contiguous().raw,
                x.contiguous().raw,
                new long[] {x.size(-1)},
                output.mean.raw,
                output.reciprocal.raw,
                new TensorOptional(weight.raw),
                new TensorOptional(),
                DX_ONLY)
            .get0());
  }
}
