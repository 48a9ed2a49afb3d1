// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.init;

import java.util.function.UnaryOperator;
import org.eidograph.torch.DType;
import org.eidograph.torch.LinearAlgebra;
import org.eidograph.torch.Tensor;

/**
 * LoftQ: a quantised base and factors that make up for its error as well as rank r can (arXiv
 * 2310.08659, algorithm 1). Alternates
 *
 * <pre>
 * Q = quant(W − s·B·A)      s·B·A = SVD_r(W − Q)
 * </pre>
 *
 * from {@code B·A = 0} on. The published form and PEFT leave s out, which starts away from W unless
 * s = 1; here it is divided out of both factors.
 *
 * @param base Q as it is read back, float32
 * @param factors A = √(S/s)·Vᵀ and B = U·√(S/s)
 */
public record QuantisedStart(Tensor base, Factors factors) {
  /**
   * Runs the rounds.
   *
   * @param weight W (out, in)
   * @param rounds at least 1
   * @param quantise to the quantised values and back to float32
   * @throws IllegalArgumentException if a number is out of range
   */
  public static QuantisedStart of(
      Tensor weight, int rank, double scale, int rounds, UnaryOperator<Tensor> quantise) {
    Factors.requireRank(rank, weight);
    if (rounds < 1) {
      throw new IllegalArgumentException("LoftQ must have at least 1 round, got " + rounds);
    }
    Tensor exact = weight.detach().to(DType.FLOAT32);
    QuantisedStart start = round(exact, exact, rank, scale, quantise);
    for (int i = 1; i < rounds; i++) {
      Tensor residual = WeightStarts.residual(exact, start.factors, scale);
      start = round(exact, residual, rank, scale, quantise);
    }
    return start;
  }

  private static QuantisedStart round(
      Tensor exact, Tensor residual, int rank, double scale, UnaryOperator<Tensor> quantise) {
    Tensor base = quantise.apply(residual);
    LinearAlgebra.SingularValues terms = LinearAlgebra.svd(exact.sub(base)).leading(rank);
    return new QuantisedStart(base, WeightStarts.split(terms, scale));
  }
}
