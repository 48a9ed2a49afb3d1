// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.init;

import org.eidograph.torch.DType;
import org.eidograph.torch.LinearAlgebra;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * Starts from the weight W (out, in). Those of PiSSA and OLoRA take a part of W over, so the base
 * must become {@link #residual}.
 */
public final class WeightStarts {
  private WeightStarts() {}

  /**
   * PiSSA: {@code B = U_r·√(S_r/s)}, {@code A = √(S_r/s)·V_rᵀ} from {@code W = U·S·Vᵀ}, so that
   * {@code s·B·A} is the nearest matrix of rank r (arXiv 2404.02948, equations 2 to 4, with s
   * divided out).
   *
   * @param scale s, positive
   * @throws IllegalArgumentException if the rank is below 1 or above min(in, out)
   */
  public static Factors principal(Tensor weight, int rank, double scale) {
    Factors.requireRank(rank, weight);
    return split(LinearAlgebra.svd(weight.to(DType.FLOAT32)).leading(rank), scale);
  }

  /**
   * PiSSA by randomised subspace iteration, faster where r is small beside W.
   *
   * @param iterations at least 1; PEFT's {@code pissa_niter_n}
   */
  public static Factors principal(
      Tensor weight, int rank, double scale, int iterations, RandomSource random) {
    Factors.requireRank(rank, weight);
    if (iterations < 1) {
      throw new IllegalArgumentException(
          "a randomised start must have at least 1 iteration, got " + iterations);
    }
    return split(
        LinearAlgebra.randomisedSvd(weight.to(DType.FLOAT32), rank, iterations, random), scale);
  }

  /** Both factors with the root of each singular value over s. */
  static Factors split(LinearAlgebra.SingularValues terms, double scale) {
    Tensor root = terms.s().mul(1 / scale).pow(0.5);
    return new Factors(
        terms.vt().mul(root.unsqueeze(1)).contiguous(), terms.u().mul(root).contiguous());
  }

  /**
   * OLoRA: {@code W = Q·R}, {@code B = Q[:, :r]}, {@code A = R[:r]} (arXiv 2406.01775, section 3).
   *
   * @throws IllegalArgumentException if the rank is below 1 or above min(in, out)
   */
  public static Factors triangular(Tensor weight, int rank) {
    Factors.requireRank(rank, weight);
    LinearAlgebra.Triangular factors = LinearAlgebra.qr(weight.to(DType.FLOAT32));
    return new Factors(
        factors.r().narrow(0, 0, rank).contiguous(), factors.q().narrow(1, 0, rank).contiguous());
  }

  /**
   * Both factors random, {@code B·A = 0} up to rounding: from an orthogonal r × r matrix, its rows
   * 1, 3, … carry A and its rows 2, 4, … carry B, each mixed by Gaussian numbers of deviation 0.1.
   *
   * @throws IllegalArgumentException if the rank is not even and positive
   */
  public static Factors orthogonal(long inputs, long outputs, int rank, RandomSource random) {
    if (rank < 2 || rank % 2 != 0) {
      throw new IllegalArgumentException(
          "an orthogonal start must have an even, positive rank, got " + rank);
    }
    Tensor rows = LinearAlgebra.qr(Tensors.normal(random, rank, rank)).q().reshape(-1, 2, rank);
    long half = rank / 2;
    Tensor a = Tensors.normal(random, inputs, half).matmul(rows.select(1, 0)).t();
    Tensor b = Tensors.normal(random, half, outputs).t().matmul(rows.select(1, 1));
    return new Factors(a.mul(0.1).contiguous(), b.mul(0.1).contiguous());
  }

  /** What W must become beside a start: {@code W − s·B·A}, in float32. */
  public static Tensor residual(Tensor weight, Factors start, double scale) {
    return weight.detach().to(DType.FLOAT32).sub(start.product().mulInPlace(scale));
  }
}
