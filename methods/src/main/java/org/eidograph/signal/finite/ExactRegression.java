// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.finite;

import java.util.Arrays;
import org.eidograph.base.BadInputException;
import org.eidograph.signal.finite.GramBlocks.Block;
import org.eidograph.signal.finite.GramBlocks.Wanted;
import org.eidograph.theory.kernel.KernelNetwork;
import org.eidograph.theory.moments.Domain;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.LinearAlgebra;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.torch.Torch;
import org.eidograph.train.engine.Workers;

/**
 * Classification by an infinitely wide network trained to the end on the squared loss, exactly.
 *
 * <pre>
 * f(x) = K(x, X)·(K + j·I)⁻¹·Y,   Y = one-hot − 1/C,   class = argmax f
 * </pre>
 *
 * <p>With the NNGP kernel it is the mean of Gaussian-process regression, with the tangent kernel
 * the end of gradient flow started from the zero function. Inputs are scaled to equal norm. One
 * Cholesky factorisation in float64: N³/3 multiply-adds and 8·N² bytes.
 */
public final class ExactRegression {
  /** A pivot below this share of the mean diagonal entry cannot be told from rounding. */
  private static final double NEGLIGIBLE = 1e-13;

  private ExactRegression() {}

  /** Which kernel. */
  public enum Kernel {
    NNGP,
    NTK
  }

  /**
   * How to regress.
   *
   * @param network the infinitely wide network
   * @param kernel which of its kernels
   * @param jitter added to the diagonal, as a share of its mean entry; 0 for none
   */
  public record Settings(KernelNetwork network, Kernel kernel, double jitter) {
    public Settings {
      Domain.nonNegative("the jitter", jitter);
    }
  }

  /**
   * What came out.
   *
   * @param correct test inputs whose class was found
   * @param total test inputs
   * @param meanSquareError of f against Y on the test inputs, per output
   * @param jitter what was added to the diagonal
   * @param smallestPivot smallest squared diagonal entry of the Cholesky factor over the mean
   *     diagonal entry of the matrix: how far it is from being singular
   * @param gramError estimated error of the kernel's entries, relative
   * @param gramMethod how they were computed, in words
   */
  public record Result(
      int correct,
      int total,
      double meanSquareError,
      double jitter,
      double smallestPivot,
      double gramError,
      String gramMethod) {
    /** Share of test inputs whose class was found. */
    public double accuracy() {
      return (double) correct / total;
    }
  }

  /**
   * Trains and tests.
   *
   * @throws BadInputException if the sets do not fit each other, or the kernel of the training
   *     inputs is singular to rounding
   */
  public static Result run(
      LabelledImages train, LabelledImages test, Settings settings, Workers workers) {
    requireSameDimension(train, test);
    int classes = Math.max(train.classes(), test.classes());
    try (Scope scope = Scope.open()) {
      Tensor x = train.normalized().tensor();
      GramBlocks blocks = GramBlocks.symmetric(settings.network(), x);
      Tensor matrix = matrix(blocks, settings.kernel(), train.count(), workers);
      double mean = diagonal(matrix).mean().item();
      diagonal(matrix)
          .addInPlace(Tensors.full(settings.jitter() * mean, DType.FLOAT64, Device.CPU, 1));
      Torch.useThreads(workers.count());
      LinearAlgebra.Cholesky factors = LinearAlgebra.cholesky(matrix);
      double pivot = smallestPivot(factors, mean, settings.jitter());
      Tensor weights = factors.solve(targets(train.labels(), classes)); // (N, C)
      Scores scores = new Scores(test, classes);
      scores.add(settings, x, weights, workers);
      return new Result(
          scores.correct(),
          test.count(),
          scores.squares() / ((double) test.count() * classes),
          settings.jitter() * mean,
          pivot,
          blocks.errorEstimate(),
          blocks.method());
    }
  }

  private static void requireSameDimension(LabelledImages train, LabelledImages test) {
    if (train.dimension() != test.dimension()) {
      throw new BadInputException(
          "training and test images must have the same number of pixels, got %d and %d; give two files of one set"
              .formatted(train.dimension(), test.dimension()));
    }
  }

  private static double[] chosen(Block block, Kernel kernel) {
    return kernel == Kernel.NTK ? block.ntk() : block.nngp();
  }

  static Wanted wanted(Kernel kernel) {
    return new Wanted(kernel == Kernel.NNGP, kernel == Kernel.NTK);
  }

  /** Rows of a block as a tensor of the current scope, (count, columns). */
  static Tensor tensor(Block block, Kernel kernel) {
    double[] values = Arrays.copyOf(chosen(block, kernel), block.count() * block.columns());
    return Tensors.ofDoubles(values, block.count(), block.columns());
  }

  /** The lower triangle of the kernel matrix; what stands above the diagonal is never read. */
  private static Tensor matrix(GramBlocks blocks, Kernel kernel, int count, Workers workers) {
    Tensor matrix = Tensors.zeros(DType.FLOAT64, Device.CPU, count, count);
    blocks.compute(
        wanted(kernel),
        workers,
        block -> {
          try (Scope scope = Scope.open()) {
            matrix
                .narrow(0, block.first(), block.count())
                .narrow(1, 0, block.columns())
                .copyFromInPlace(tensor(block, kernel));
          }
        });
    return matrix;
  }

  /** The diagonal as a view. */
  private static Tensor diagonal(Tensor matrix) {
    return LinearAlgebra.diagonal(matrix);
  }

  private static double smallestPivot(LinearAlgebra.Cholesky factors, double mean, double jitter) {
    double root = factors.failedAt() > 0 ? 0 : diagonal(factors.factor()).min().item();
    double pivot = root * root / mean;
    if (!(pivot > NEGLIGIBLE)) {
      throw new BadInputException(
          "the kernel of the training images must be regular, but to rounding it is singular (smallest pivot %s of the mean diagonal entry, jitter %s); remove repeated images, go less deep, or give a larger --jitter such as 1e-10"
              .formatted(pivot, jitter));
    }
    return pivot;
  }

  private static Tensor targets(int[] labels, int classes) {
    double[] targets = new double[labels.length * classes];
    Arrays.fill(targets, -1.0 / classes);
    for (int i = 0; i < labels.length; i++) {
      targets[i * classes + labels[i]] += 1;
    }
    return Tensors.ofDoubles(targets, labels.length, classes);
  }
}
