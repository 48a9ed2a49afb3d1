// Licensed under the Apache License, Version 2.0.
package org.eidograph.placement;

import java.util.Arrays;
import org.eidograph.torch.DType;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;

/**
 * How much a weight stretches the inputs it meets, compared with random ones.
 *
 * <pre>
 * NFN(W) = mean_t(‖W·z_t‖ / ‖z_t‖) · √n_in / ‖W‖_F
 * </pre>
 *
 * <p>The normalised feature norm of Hayou, Ghosh, Yu, PLoP (2025, arXiv 2506.20629): near 1 for a
 * weight that treats the inputs like noise, larger for one that is aligned with them. The paper
 * divides by the mean over Gaussian inputs; this is the root mean square over random directions,
 * {@code ‖W‖_F/√n_in}, which needs no sampling and exceeds that mean by a share of about
 * tr((WᵀW)²)/(4·tr(WᵀW)²): nothing for a full weight, 0.2 for rank one. The score does not depend
 * on the scale of W or of any input. Norms are float32, sums float64.
 */
public final class FeatureNorms {
  /** Elements converted to float32 at a time. */
  private static final long CHUNK = 1 << 22;

  private FeatureNorms() {}

  /**
   * The score of one weight.
   *
   * @param weight (out, in)
   * @param inputs (N, in), at least one of them not zero
   */
  public static double score(Tensor weight, Tensor inputs) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.on()) {
      Tensor z = inputs.to(DType.FLOAT32);
      double[] gains = gains(lengths(z), z.matmul(weight.to(DType.FLOAT32).t()));
      double sum = 0;
      for (double gain : gains) {
        sum += gain;
      }
      return sum / gains.length / baseline(weight);
    }
  }

  /**
   * The stretch of a random direction, {@code ‖W‖_F/√n_in}.
   *
   * @param weight (out, in) of any floating type
   */
  public static double baseline(Tensor weight) {
    long rows = weight.size(0);
    long inputs = weight.size(1);
    long step = Math.max(1, CHUNK / Math.max(1, inputs));
    double squares = 0;
    for (long from = 0; from < rows; from += step) {
      try (Scope scope = Scope.open();
          NoGrad off = NoGrad.on()) {
        Tensor part = weight.narrow(0, from, Math.min(step, rows - from)).to(DType.FLOAT32);
        double norm = part.norm().item();
        squares += norm * norm;
      }
    }
    return Math.sqrt(squares / inputs);
  }

  /** Euclidean length of every row of a float32 matrix, (N). */
  static Tensor lengths(Tensor rows) {
    return rows.mul(rows).sum(1, false).sqrt();
  }

  /**
   * {@code ‖y_t‖/‖z_t‖} for every t whose input is not zero, which has no direction.
   *
   * @param inputLengths (N)
   * @param outputs (N, out) float32, without bias
   */
  static double[] gains(Tensor inputLengths, Tensor outputs) {
    double[] input = inputLengths.toDoubles();
    double[] output = lengths(outputs).toDoubles();
    double[] gains = new double[input.length];
    int count = 0;
    for (int t = 0; t < input.length; t++) {
      if (input[t] != 0) {
        gains[count++] = output[t] / input[t];
      }
    }
    return Arrays.copyOf(gains, count);
  }
}
