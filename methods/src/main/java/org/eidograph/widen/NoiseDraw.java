// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen;

import org.eidograph.theory.scaling.TensorRole;
import org.eidograph.theory.scaling.widening.WideningNoise;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/** Adds the noise that lets copies part. */
final class NoiseDraw {
  private static final int POWER_STEPS = 30;

  private NoiseDraw() {}

  /**
   * Disturbs a widened tensor in place.
   *
   * @param wide fresh and contiguous
   * @param stored the source's tensor, in the same type
   * @param factor of the values that turned one into the other
   */
  static void add(
      CopyNoise noise, WidenedTensor tensor, Tensor stored, Tensor wide, double factor) {
    TensorRole role = tensor.role();
    if (noise.silent() || role == TensorRole.VECTOR || role == TensorRole.FIXED) {
      return;
    }
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(noise.seed(), tensor.source().name())) {
      switch (noise.mode()) {
        case PAIRED -> addPairs(noise.size() * rootMeanSquare(wide), tensor, wide, random);
        case GAUSSIAN ->
            wide.addInPlace(
                Tensors.normal(random, wide.shape()).to(wide.dtype()),
                gaussian(noise.size(), tensor, rootMeanSquare(stored), factor));
        case SPECTRAL ->
            wide.addInPlace(
                Tensors.normal(random, wide.shape()).to(wide.dtype()),
                spectral(noise.size(), tensor, spectralNorm(stored, random), factor));
        case NONE -> throw new IllegalStateException("no noise is drawn without a mode");
      }
    }
  }

  private static void addPairs(
      double deviation, WidenedTensor tensor, Tensor wide, RandomSource random) {
    int copies = tensor.in().factor();
    Tensor view = tensor.inCopies().copiesOf(wide); // (rows, k, rest), shares wide's memory
    for (int first = 0; first + 1 < copies; first += 2) {
      try (Scope scope = Scope.open()) {
        Tensor half = view.narrow(1, first, 1);
        Tensor n = Tensors.normal(random, half.shape()).to(wide.dtype());
        half.addInPlace(n, deviation);
        view.narrow(1, first + 1, 1).addInPlace(n, -deviation);
      }
    }
  }

  /** c is taken from the source: the deviation of its entries, of a matrix times √fan_in. */
  private static double gaussian(
      double size, WidenedTensor tensor, double rootMeanSquare, double factor) {
    long fanIn = tensor.source().in().length();
    long wideFanIn = fanIn * tensor.in().factor();
    TensorRole role = tensor.role();
    double constant =
        role == TensorRole.HIDDEN ? rootMeanSquare * Math.sqrt((double) fanIn) : rootMeanSquare;
    double behind = role == TensorRole.READOUT ? factor : 1; // stored at its effective value
    return behind * WideningNoise.std(role, constant, wideFanIn, size);
  }

  /** {@code ‖(1/k_in)·D·W·Dᵀ‖₂ = √(k_out·k_in)/k_in·‖W‖₂}. */
  private static double spectral(double share, WidenedTensor tensor, double norm, double factor) {
    int out = tensor.out().factor();
    int in = tensor.in().factor();
    return WideningNoise.spectralStd(
        share,
        factor * Math.sqrt((double) out * in) * norm,
        tensor.source().out().length() * out,
        tensor.source().in().length() * in);
  }

  private static double rootMeanSquare(Tensor x) {
    return x.norm().item() / Math.sqrt((double) x.numel());
  }

  /** By power iteration from a random vector; below the true norm by some percent at most. */
  private static double spectralNorm(Tensor matrix, RandomSource random) {
    Tensor v = Tensors.normal(random, matrix.size(1), 1).to(matrix.dtype());
    double norm = 0;
    for (int step = 0; step < POWER_STEPS; step++) {
      Tensor u = matrix.matmul(v.mul(1 / v.norm().item()));
      norm = u.norm().item();
      if (norm == 0) {
        return 0;
      }
      v = matrix.t().matmul(u);
    }
    return norm;
  }
}
