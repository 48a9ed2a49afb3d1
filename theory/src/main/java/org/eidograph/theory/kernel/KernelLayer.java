// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import java.util.List;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Domain;

/**
 * One step of an infinitely wide network, as a map of kernels.
 *
 * <p>Σ is the covariance of a coordinate (NNGP), K the tangent kernel (NTK); T and Ṫ are those of
 * {@link org.eidograph.theory.moments.CovarianceMap}.
 */
public sealed interface KernelLayer {
  /**
   * {@code y = W x + b}: {@code Σ ← σ_b² + σ_w²·Σ}; {@code K ← Σ_new + σ_w²·K} (tangent
   * parametrisation) or {@code K ← n·Σ_old + σ_w²·K + [σ_b > 0]} (standard). Makes the state
   * Gaussian.
   *
   * @param sigmaW σ_w; the variance of one weight is σ_w²/fan_in
   * @param sigmaB σ_b
   * @param parametrization where the scale sits
   */
  record Dense(double sigmaW, double sigmaB, Parametrization parametrization)
      implements KernelLayer {
    public Dense {
      Domain.positive("sigmaW", sigmaW);
      Domain.nonNegative("sigmaB", sigmaB);
    }

    /** A layer in the tangent parametrisation. */
    public static Dense of(double sigmaW, double sigmaB) {
      return new Dense(sigmaW, sigmaB, Parametrization.tangent());
    }

    /**
     * The layer after pruning.
     *
     * @param keptSecondMoment m = E[w²·mask]/E[w²]: 1 − sparsity for random masks
     */
    public Dense pruned(double keptSecondMoment) {
      Domain.within("the kept second moment", keptSecondMoment, 0, 1);
      return new Dense(sigmaW * Math.sqrt(keptSecondMoment), sigmaB, parametrization);
    }
  }

  /**
   * {@code y = φ(x)} coordinate by coordinate: {@code Σ ← T(Σ)}, {@code K ← Ṫ(Σ)·K}. Needs a
   * Gaussian state, that is a dense layer somewhere before and no other activation since.
   *
   * @param phi φ
   */
  record Nonlinearity(Activation phi) implements KernelLayer {}

  /**
   * {@code y = x + λ·branch(x)}: {@code Σ ← Σ + λ²·branch(Σ)}, {@code K ← K + λ²·branch(K)}. Exact
   * because the branch ends in weights independent of x.
   *
   * @param branch layers that end in a dense one
   * @param scale λ
   */
  record Residual(List<KernelLayer> branch, double scale) implements KernelLayer {
    public Residual {
      branch = List.copyOf(branch);
      Domain.finite("the branch scale", scale);
      if (branch.isEmpty() || !(branch.get(branch.size() - 1) instanceof Dense)) {
        throw new IllegalArgumentException(
            "a residual branch must end in a dense layer, whose fresh weights make it uncorrelated with the stream, got "
                + branch);
      }
    }
  }

  /**
   * Division by the root mean square over the width: {@code Σ ← Σ/√((q1 + ε)(q2 + ε))}, likewise K.
   * LAYER subtracts the mean over the width first, which matters only right after an activation
   * whose mean is not 0. Affine parameters are at their initial values 1 and 0.
   *
   * @param kind with or without the mean
   * @param epsilon ε added to the variance
   */
  record Normalization(Kind kind, double epsilon) implements KernelLayer {
    /** Which normalisation. */
    public enum Kind {
      /** LayerNorm: mean subtracted. */
      LAYER,
      /** RMSNorm: mean kept. */
      RMS
    }

    public Normalization {
      Domain.nonNegative("epsilon", epsilon);
    }
  }

  /**
   * Inverted dropout: each coordinate is 0 with the drop probability, else divided by the keep
   * probability; masks of different inputs are independent. Diagonal entries grow by 1/(1 − rate),
   * others stay.
   *
   * @param rate drop probability, from 0 to below 1
   */
  record Dropout(double rate) implements KernelLayer {
    public Dropout {
      if (!(rate >= 0 && rate < 1)) {
        throw new IllegalArgumentException(
            "a drop probability must be at least 0 and below 1, got " + rate);
      }
    }
  }

  /**
   * {@code y = factor·x}: Σ and K are multiplied by factor².
   *
   * @param factor any finite number but 0
   */
  record Scale(double factor) implements KernelLayer {
    public Scale {
      Domain.finite("a scale", factor);
      Domain.positive("the size of a scale", Math.abs(factor));
    }
  }
}
