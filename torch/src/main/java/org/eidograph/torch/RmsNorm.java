// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Root-mean-square normalisation over the last dimension with an explicit backward, for engines
 * that keep no graph.
 *
 * <pre>
 * ρ = 1/sqrt(mean(x²) + ε)      y = w·ρ·x
 * dx = ρ·(w·dy) − x·ρ³·mean(w·dy·x)      dw = Σ ρ·dy·x over all rows
 * </pre>
 *
 * Computed in float32.
 */
public final class RmsNorm {
  private RmsNorm() {}

  /** The reciprocal root mean square of each row, (…, 1) float32. */
  public static Tensor reciprocal(Tensor x, double epsilon) {
    Tensor norm =
        new Tensor(
            torch.linalg_vector_norm(
                x.raw, new Scalar(2.0), new long[] {-1}, true, new ScalarTypeOptional()));
    return norm.mulInPlace(norm).mulInPlace(1.0 / x.size(-1)).add(epsilon).rsqrt();
  }

  /**
   * The normalised rows.
   *
   * @param x (…, n) float32
   * @param reciprocal of {@link #reciprocal}
   * @param type of the result
   */
  public static Tensor apply(Tensor x, Tensor reciprocal, Tensor weight, DType type) {
    return x.mul(reciprocal).mulInPlace(weight.to(DType.FLOAT32)).to(type);
  }

  /** Gradients of x, (…, n), and of the weight, (n), float32. */
  public record Gradients(Tensor x, Tensor weight) {}

  /**
   * Gradient with respect to x.
   *
   * @param gradient of the result, (…, n) of any floating type
   * @return (…, n) float32
   */
  public static Tensor backward(Tensor gradient, Tensor x, Tensor reciprocal, Tensor weight) {
    return new Backward(gradient.to(DType.FLOAT32), x, reciprocal, weight).ofInput();
  }

  /**
   * Like {@link #backward} with the gradient of a trained weight, which costs no pass of its own.
   */
  public static Gradients backwardToWeight(
      Tensor gradient, Tensor x, Tensor reciprocal, Tensor weight) {
    return new Backward(gradient.to(DType.FLOAT32), x, reciprocal, weight).ofBoth();
  }

  /**
   * Layer normalisation's kernel does most of it in one pass: with its mean set to zero it gives
   * {@code ρ·(w·dy − mean(w·dy)) − x·ρ³·mean(w·dy·x)}, so that only the row constant {@code
   * ρ·mean(w·dy)} is missing, and dw as it is.
   */
  private record Backward(Tensor dy, Tensor x, Tensor reciprocal, Tensor weight) {
    Tensor ofInput() {
      return uncentred(LayerNorm.own(kernel(LayerNorm.DX_ONLY).get0()));
    }

    Gradients ofBoth() {
      T_TensorTensorTensor_T both = kernel(LayerNorm.DX_AND_WEIGHT);
      return new Gradients(uncentred(LayerNorm.own(both.get0())), LayerNorm.own(both.get1()));
    }

    private T_TensorTensorTensor_T kernel(BoolPointer wanted) {
      return torch.native_layer_norm_backward(
          dy.contiguous().raw,
          x.contiguous().raw,
          new long[] {x.size(-1)},
          Tensors.zeros(DType.FLOAT32, x.device(), reciprocal.shape()).raw,
          reciprocal.raw,
          new TensorOptional(weight.to(DType.FLOAT32).raw),
          new TensorOptional(),
          wanted);
    }

    private Tensor uncentred(Tensor centred) {
      Tensor mean = dy.matmul(weight.to(DType.FLOAT32)).unsqueeze(-1);
      return centred.addInPlace(mean.mulInPlace(1.0 / x.size(-1)).mulInPlace(reciprocal));
    }
  }
}
