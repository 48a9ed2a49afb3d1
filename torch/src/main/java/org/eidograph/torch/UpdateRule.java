// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

/**
 * How an optimizer turns a gradient {@code g} into a step of a parameter {@code w}; η is the
 * group's rate times the schedule's factor, λ the group's decay.
 */
public sealed interface UpdateRule {
  /**
   * Adam with decoupled weight decay (Loshchilov and Hutter, Decoupled Weight Decay Regularization,
   * 2019, algorithm 2), t counting its steps:
   *
   * <pre>
   * w ← w·(1 − η·λ)
   * m ← β₁·m + (1 − β₁)·g          v ← β₂·v + (1 − β₂)·g²
   * w ← w − η · (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)
   * </pre>
   *
   * @param beta1 decay of the first moment, in [0, 1)
   * @param beta2 decay of the second moment, in [0, 1)
   * @param epsilon added to the root of the second moment; positive
   */
  record AdamW(double beta1, double beta2, double epsilon) implements UpdateRule {
    /** The usual 0.9, 0.999 and 1e-8. */
    public static final AdamW DEFAULT = new AdamW(0.9, 0.999, 1e-8);

    public AdamW {
      if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1 && epsilon > 0)) {
        throw new IllegalArgumentException(
            "AdamW needs betas in [0, 1) and a positive epsilon, got %s, %s and %s"
                .formatted(beta1, beta2, epsilon));
      }
    }

    /** The same with another ε. */
    public AdamW withEpsilon(double other) {
      return new AdamW(beta1, beta2, other);
    }
  }

  /**
   * Gradient descent with momentum, its decay an L2 term of the gradient as in {@code
   * torch.optim.SGD}:
   *
   * <pre>
   * b ← μ·b + (g + λ·w)          w ← w − η·b
   * </pre>
   *
   * @param momentum μ, in [0, 1)
   */
  record Sgd(double momentum) implements UpdateRule {
    public Sgd {
      requireMomentum(momentum);
    }
  }

  /**
   * Orthogonalised momentum of a matrix (Jordan et al. 2024, Muon), with decoupled decay:
   *
   * <pre>
   * b ← μ·b + (1 − μ)·g          w ← w·(1 − η·λ) − η·msign((1 − μ)·g + μ·b)
   * </pre>
   *
   * {@code msign(U·S·Vᵀ) = U·Vᵀ}, nearly, by a quintic iteration. A step's spectral norm is about η
   * at every shape: rates that depend on the shape are the group's business.
   *
   * @param momentum μ, in [0, 1)
   * @param iterations of the quintic, at least 1; see {@link Orthogonal#near}
   */
  record Muon(double momentum, int iterations) implements UpdateRule {
    /** The usual 0.95 and five. */
    public static final Muon DEFAULT = new Muon(0.95, 5);

    public Muon {
      requireMomentum(momentum);
      if (iterations < 1) {
        throw new IllegalArgumentException("Muon needs at least one iteration, got " + iterations);
      }
    }
  }

  private static void requireMomentum(double momentum) {
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException("momentum must be in [0, 1), got " + momentum);
    }
  }
}
