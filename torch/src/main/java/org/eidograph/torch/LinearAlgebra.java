// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.global.torch;

/** Decompositions of real matrices in float32 or float64; results belong to the current scope. */
public final class LinearAlgebra {
  static {
    Torch.load();
  }

  private LinearAlgebra() {}

  /**
   * {@code M = U·diag(S)·Vᵀ}.
   *
   * @param u (m, k), orthonormal columns
   * @param s (k), descending
   * @param vt (k, n), orthonormal rows
   */
  public record SingularValues(Tensor u, Tensor s, Tensor vt) {
    /** The leading terms alone: the nearest matrix of that rank (Eckart and Young). */
    public SingularValues leading(long rank) {
      return new SingularValues(u.narrow(1, 0, rank), s.narrow(0, 0, rank), vt.narrow(0, 0, rank));
    }
  }

  /**
   * {@code M = Q·R}.
   *
   * @param q (m, k), orthonormal columns
   * @param r (k, n), upper triangular
   */
  public record Triangular(Tensor q, Tensor r) {}

  /** All k = min(m, n) terms. */
  public static SingularValues svd(Tensor matrix) {
    T_TensorTensorTensor_T found = torch.linalg_svd(matrix.raw, false, new StringViewOptional());
    return new SingularValues(own(found.get0()), own(found.get1()), own(found.get2()));
  }

  /**
   * The leading terms by subspace iteration from a Gaussian start (Halko, Martinsson and Tropp
   * 2011, algorithm 5.1 on the range of algorithm 4.4).
   *
   * @param rank terms wanted, at most min(m, n)
   * @param iterations products with M and Mᵀ after the first; more are nearer to {@link #svd}
   * @param random draws min(m, n) × rank numbers
   */
  public static SingularValues randomisedSvd(
      Tensor matrix, long rank, int iterations, RandomSource random) {
    if (matrix.size(0) < matrix.size(1)) {
      SingularValues turned = ofTall(matrix.t(), rank, iterations, random);
      return new SingularValues(turned.vt.t(), turned.s, turned.u.t());
    }
    return ofTall(matrix, rank, iterations, random);
  }

  private static SingularValues ofTall(
      Tensor tall, long rank, int iterations, RandomSource random) {
    Tensor start = Tensors.normal(random, tall.size(1), rank).to(tall.dtype());
    Tensor range = qr(tall.matmul(start)).q();
    for (int i = 0; i < iterations; i++) {
      range = qr(tall.matmul(qr(tall.t().matmul(range)).q())).q();
    }
    SingularValues small = svd(range.t().matmul(tall));
    return new SingularValues(range.matmul(small.u), small.s, small.vt);
  }

  /** With k = min(m, n). */
  public static Triangular qr(Tensor matrix) {
    T_TensorTensor_T found = torch.linalg_qr(matrix.raw);
    return new Triangular(own(found.get0()), own(found.get1()));
  }

  /**
   * {@code M = L·Lᵀ} of a symmetric positive definite matrix; only its lower triangle is read.
   *
   * @param factor (n, n), lower triangular; not to be used if {@link #failedAt} is above 0
   * @param failedAt 0, or the order of the first leading minor that is not positive
   */
  public record Cholesky(Tensor factor, int failedAt) {
    /**
     * {@code M⁻¹·B}.
     *
     * @param right B, (n, k)
     */
    public Tensor solve(Tensor right) {
      return new Tensor(torch.cholesky_solve(right.raw, factor.raw, false));
    }
  }

  /** Factors a matrix, or tells that it is not positive definite. */
  public static Cholesky cholesky(Tensor matrix) {
    T_TensorTensor_T found = torch.linalg_cholesky_ex(matrix.raw, false, false);
    return new Cholesky(own(found.get0()), found.get1().item_int());
  }

  /** The diagonal of a matrix, as a view. */
  public static Tensor diagonal(Tensor matrix) {
    return new Tensor(matrix.raw.diagonal());
  }

  /** Euclidean norm of each row, (m); takes part in autograd. */
  public static Tensor rowNorms(Tensor matrix) {
    return new Tensor(
        torch.linalg_vector_norm(
            matrix.raw, new Scalar(2), new long[] {1}, false, new ScalarTypeOptional()));
  }

  /** get0() and its like point into the tuple: copy the handle. */
  private static Tensor own(org.bytedeco.pytorch.Tensor part) {
    return new Tensor(new org.bytedeco.pytorch.Tensor(part));
  }
}
