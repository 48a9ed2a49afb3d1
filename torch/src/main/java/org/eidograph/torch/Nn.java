// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** The operations of layers; all take part in autograd. */
public final class Nn {
  static {
    Torch.load();
  }

  private Nn() {}

  /**
   * {@code x·Wᵀ + b}.
   *
   * @param x (…, in)
   * @param weight (out, in)
   * @param bias (out) or null
   * @return (…, out)
   */
  public static Tensor linear(Tensor x, Tensor weight, @Nullable Tensor bias) {
    return new Tensor(
        bias == null ? torch.linear(x.raw, weight.raw) : torch.linear(x.raw, weight.raw, bias.raw));
  }

  /**
   * Rows of a table.
   *
   * @param table (vocabulary, width)
   * @param ids int64 of any shape
   */
  public static Tensor embedding(Tensor table, Tensor ids) {
    return new Tensor(torch.embedding(table.raw, ids.raw));
  }

  /** {@code x · sigmoid(x)}. */
  public static Tensor silu(Tensor x) {
    return new Tensor(torch.silu(x.raw));
  }

  /** Writes {@code dy · d silu(x)/dx} into {@code target}. */
  public static void siluBackwardInto(Tensor dy, Tensor x, Tensor target) {
    torch.silu_backward_outf(dy.raw, x.raw, target.raw);
  }

  /** Gaussian error linear unit, exact or by the tanh formula. */
  public static Tensor gelu(Tensor x, boolean tanh) {
    return new Tensor(torch.gelu(x.raw, tanh ? "tanh" : "none"));
  }

  public static Tensor geluBackward(Tensor dy, Tensor x, boolean tanh) {
    return new Tensor(torch.gelu_backward(dy.raw, x.raw, tanh ? "tanh" : "none"));
  }

  public static Tensor relu(Tensor x) {
    return new Tensor(torch.relu(x.raw));
  }

  /** ReLU in x's own memory; returns x. */
  public static Tensor reluInPlace(Tensor x) {
    torch.relu_(x.raw);
    return x;
  }

  /** {@code dy} where x is positive, else 0, in dy's own memory; returns dy. */
  public static Tensor reluBackwardInPlace(Tensor dy, Tensor x) {
    torch.threshold_backward_out(dy.raw, dy.raw, x.raw, new Scalar(0.0));
    return dy;
  }

  public static Tensor reluBackward(Tensor dy, Tensor x) {
    return new Tensor(torch.threshold_backward(dy.raw, x.raw, new Scalar(0.0)));
  }

  public static Tensor tanh(Tensor x) {
    return new Tensor(torch.tanh(x.raw));
  }

  /** The error function, {@code 2/√π·∫₀ˣ e^(−t²) dt}. */
  public static Tensor erf(Tensor x) {
    return new Tensor(torch.erf(x.raw));
  }

  /**
   * Root-mean-square normalisation over the last dimension, computed in float32: {@code weight · x
   * / sqrt(mean(x²) + epsilon)}.
   */
  public static Tensor rmsNorm(Tensor x, Tensor weight, double epsilon) {
    return new Tensor(
        torch.rms_norm(
            x.raw,
            new long[] {x.size(-1)},
            new TensorOptional(weight.raw),
            new DoubleOptional(epsilon)));
  }

  /** Layer normalisation over the last dimension. */
  public static Tensor layerNorm(Tensor x, Tensor weight, @Nullable Tensor bias, double epsilon) {
    return new Tensor(
        torch.layer_norm(
            x.raw,
            new long[] {x.size(-1)},
            new TensorOptional(weight.raw),
            bias == null ? new TensorOptional() : new TensorOptional(bias.raw),
            epsilon,
            false));
  }

  /**
   * Zeroes a share of the elements and scales the others by 1/(1−probability).
   *
   * @param probability in [0, 1); 0 returns x itself
   */
  public static Tensor dropout(Tensor x, double probability, RandomSource random) {
    if (probability == 0) {
      return x;
    }
    return x.mul(keepMask(x, probability, random)).mul(1 / (1 - probability));
  }

  /** Which elements dropout lets through, in x's shape: each with 1 − probability. */
  public static Tensor keepMask(Tensor x, double probability, RandomSource random) {
    Tensor mask = Tensors.empty(DType.BOOL, Device.CPU, x.shape());
    mask.raw.bernoulli_(1 - probability, new GeneratorOptional(random.generator));
    return mask.to(x.device());
  }
}
