// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.study;

import org.eidograph.torch.Nn;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * A small fine-tuning task of any width: learn a low-rank shift of a hidden weight.
 *
 * <pre>
 * f_W(x) = W_out·√2·relu(W·z),   z = √2·relu(W_in·x)
 * labels: f_{W_h + Δ},   Δ = U·Vᵀ/√(n·ρ),   U, V (n, ρ);   student: W = W_h + s·B·A
 * W_in = G/√d,   W_h = G/√n,   W_out = G/√n,   G and x standard normal
 * </pre>
 *
 * <p>Only the hidden weight is trained, so z and {@code W_h·z} are computed once. float32. Owns its
 * tensors, which {@link #close} frees; several threads may read it.
 */
final class ShiftTask implements AutoCloseable {
  private static final double GAIN = Math.sqrt(2); // keeps the size through relu

  private final Shape shape;
  private final Tensor features; // Z, (N, n)
  private final Tensor weight; // W_h, (n, n)
  private final Tensor frozen; // Z·W_hᵀ, (N, n)
  private final Tensor readout; // W_out, (k, n)
  private final Tensor labels; // (N, k)
  private final double startLoss;

  /**
   * The sizes of a task.
   *
   * @param width n
   * @param inputs d
   * @param outputs k
   * @param shiftRank ρ
   * @param points N
   */
  record Shape(int width, int inputs, int outputs, int shiftRank, int points) {
    /** The usual task: 64 inputs, 16 outputs, a shift of rank 32, 256 points. */
    static Shape ofWidth(int width) {
      return new Shape(width, 64, 16, 32, 256);
    }

    /** An easy one, whose shift a small adapter can hold: 16 inputs, 8 outputs, rank 8. */
    static Shape easy(int width) {
      return new Shape(width, 16, 8, 8, 256);
    }
  }

  private ShiftTask(Shape shape, RandomSource random) {
    this.shape = shape;
    int n = shape.width();
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.on()) {
      Tensor in = normal(random, 1 / Math.sqrt(shape.inputs()), n, shape.inputs());
      weight = normal(random, 1 / Math.sqrt(n), n, n).keep();
      readout = normal(random, 1 / Math.sqrt(n), shape.outputs(), n).keep();
      Tensor x = Tensors.normal(random, shape.points(), shape.inputs());
      features = Nn.relu(Nn.linear(x, in, null)).mul(GAIN).keep();
      frozen = Nn.linear(features, weight, null).keep();
      Tensor u = Tensors.normal(random, n, shape.shiftRank());
      Tensor v = Tensors.normal(random, n, shape.shiftRank());
      Tensor shift = features.matmul(v).matmul(u.t()); // Z·V·Uᵀ
      double size = 1 / Math.sqrt((double) n * shape.shiftRank());
      labels = read(frozen.add(shift.mul(size))).keep();
      startLoss = error(frozen, labels).item();
    }
  }

  /** The task that a seed determines. */
  static ShiftTask of(Shape shape, long seed) {
    try (RandomSource random = RandomSource.of(seed, "shift task")) {
      return new ShiftTask(shape, random);
    }
  }

  static Tensor normal(RandomSource random, double deviation, long... shape) {
    return Tensors.normal(random, shape).mul(deviation);
  }

  Shape shape() {
    return shape;
  }

  /** Z, (N, n). */
  Tensor features() {
    return features;
  }

  /** W_h, (n, n). */
  Tensor weight() {
    return weight;
  }

  /** Z·W_hᵀ, (N, n). */
  Tensor frozen() {
    return frozen;
  }

  /** (N, k). */
  Tensor labels() {
    return labels;
  }

  /** Loss of the untrained student. */
  double startLoss() {
    return startLoss;
  }

  /**
   * Mean squared error over points and outputs.
   *
   * @param hidden (M, n) before the second relu
   * @param wanted (M, k)
   * @return one element
   */
  Tensor error(Tensor hidden, Tensor wanted) {
    return read(hidden).sub(wanted).pow(2).mean();
  }

  private Tensor read(Tensor hidden) {
    return Nn.linear(Nn.relu(hidden).mul(GAIN), readout, null);
  }

  @Override
  public void close() {
    features.close();
    weight.close();
    frozen.close();
    readout.close();
    labels.close();
  }
}
