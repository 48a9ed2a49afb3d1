// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import java.util.Locale;
import org.eidograph.model.ModuleType;
import org.eidograph.model.Parameter;
import org.eidograph.theory.signal.JacobianSpectrum;
import org.eidograph.theory.signal.PrunedCriticality;
import org.eidograph.torch.DType;
import org.eidograph.torch.LinearAlgebra;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One weight matrix, W of (fan_out, fan_in), without data; exact but for the singular values.
 *
 * @param module dotted path
 * @param type place in a transformer; the part of a fused module
 * @param layer block, −1 outside
 * @param fanIn inputs
 * @param fanOut outputs
 * @param variance {@code σ_w² = fan_in·mean(w²)}, the second moment
 * @param biasRms root mean square of the bias; null without one
 * @param sparsity share of weights that are exactly zero
 * @param connectivity {@code fan_in·(1 − sparsity)/ln fan_in}; below 4 theory of dense layers fails
 * @param norm ‖W‖, largest singular value, from below by subspace iteration
 * @param bulkEdge {@code σ_w·(1 + √(fan_out/fan_in))}, where ‖W‖ of independent entries lies
 * @param outliers singular values above 1.1 times the bulk edge, at most 8 are counted
 * @param stableRank {@code ‖W‖_F²/‖W‖²}
 */
public record WeightFigures(
    String module,
    ModuleType type,
    int layer,
    long fanIn,
    long fanOut,
    double variance,
    @Nullable Double biasRms,
    double sparsity,
    double connectivity,
    double norm,
    double bulkEdge,
    int outliers,
    double stableRank) {
  /** Singular values looked at; more of them beyond the edge say nothing new. */
  private static final int LEADING = 8;

  /** Products from each side; the norm of a Gaussian matrix is then within 1 %. */
  private static final int ITERATIONS = 10;

  /** Fluctuations of the largest singular value stay below this for a side of 32 and more. */
  private static final double OUTLIER = 1.1;

  /** ‖W‖ over its bulk edge: 1 for independent entries. */
  public double overEdge() {
    return bulkEdge > 0 ? norm / bulkEdge : 1;
  }

  /** Type in lower case, as tables show it. */
  public String typeName() {
    return type.name().toLowerCase(Locale.ROOT);
  }

  static WeightFigures of(ModulePart part, long seed) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.on()) {
      Tensor weight = part.linear().weight().narrow(0, part.from(), part.count()).to(DType.FLOAT32);
      long fanIn = weight.size(1);
      Sums sums = Sums.of(weight);
      double variance = fanIn * sums.squares / weight.numel();
      double edge =
          JacobianSpectrum.bulkEdge(
              Math.sqrt(variance), Math.toIntExact(fanIn), Math.toIntExact(part.count()));
      double[] leading = sums.squares == 0 ? new double[] {0} : leading(weight, part, seed);
      double norm = leading[0];
      return new WeightFigures(
          part.module().path(),
          part.module().type(),
          part.module().layer(),
          fanIn,
          part.count(),
          variance,
          biasRms(part),
          sums.zeros / (double) weight.numel(),
          connectivity(fanIn, sums.zeros / (double) weight.numel()),
          norm,
          edge,
          above(leading, OUTLIER * edge),
          norm == 0 ? 0 : sums.squares / (norm * norm));
    }
  }

  private static double connectivity(long fanIn, double sparsity) {
    return fanIn < 2 || sparsity == 1
        ? 0
        : PrunedCriticality.connectivity(Math.toIntExact(fanIn), sparsity);
  }

  private static double[] leading(Tensor weight, ModulePart part, long seed) {
    long rank = Math.min(LEADING, Math.min(weight.size(0), weight.size(1)));
    String purpose = "diagnose weight " + part.module().path() + " " + part.module().type();
    try (RandomSource random = RandomSource.of(seed, purpose)) {
      return LinearAlgebra.randomisedSvd(weight, rank, ITERATIONS, random).s().toDoubles();
    }
  }

  private static int above(double[] values, double limit) {
    int count = 0;
    for (double value : values) {
      count += value > limit ? 1 : 0;
    }
    return count;
  }

  private static @Nullable Double biasRms(ModulePart part) {
    Parameter bias = part.linear().bias();
    if (bias == null) {
      return null;
    }
    Tensor values = bias.value().narrow(0, part.from(), part.count()).to(DType.FLOAT32);
    return values.norm().item() / Math.sqrt((double) part.count());
  }

  /** Zeros and squares of a matrix, in float64. */
  private record Sums(long zeros, double squares) {
    /** Elements read at a time. */
    private static final long CHUNK = 1 << 22;

    static Sums of(Tensor weight) {
      long rows = weight.size(0);
      long step = Math.max(1, CHUNK / weight.size(1));
      long zeros = 0;
      double squares = 0;
      for (long from = 0; from < rows; from += step) {
        for (float w : weight.narrow(0, from, Math.min(step, rows - from)).toFloats()) {
          zeros += w == 0 ? 1 : 0;
          squares += (double) w * w;
        }
      }
      return new Sums(zeros, squares);
    }
  }
}
