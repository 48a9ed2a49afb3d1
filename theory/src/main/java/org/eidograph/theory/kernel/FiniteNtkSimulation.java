// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import java.util.SplittableRandom;
import org.eidograph.theory.moments.Domain;
import org.eidograph.theory.moments.Estimate;

/**
 * Draws finite plain networks in the tangent parametrisation and measures their empirical tangent
 * kernel, beside {@link NtkTrajectory}.
 *
 * <pre>
 * K(x, x') = Σ_l (σ_w²/fan_in·⟨a^{l−1}(x), a^{l−1}(x')⟩ + σ_b²)·⟨δ^l(x), δ^l(x')⟩,  one output
 * </pre>
 *
 * <p>with a the post-activations and δ the gradient of the output at the pre-activations. One
 * network of width 2048 still scatters by 7 % (about 8.8/√n absolute for three ReLU layers):
 * average over draws. Cost L·n² per draw.
 */
public final class FiniteNtkSimulation {
  private FiniteNtkSimulation() {}

  /**
   * What to draw.
   *
   * @param width n of every hidden layer
   * @param depth L, number of dense layers, at least 2
   * @param gamma 1 − cosine of two inputs with ‖x‖² = d
   * @param trials independent networks, at least 2
   * @param seed of the generator
   */
  public record Settings(int width, int depth, double gamma, int trials, long seed) {
    public Settings {
      Domain.atLeast("width", width, 1);
      Domain.atLeast("depth", depth, 2);
      Domain.gamma(gamma);
      Domain.atLeast("trials", trials, 2);
    }
  }

  /**
   * What was measured.
   *
   * @param ntk K(x, x')
   * @param ntkDiagonal K(x, x)
   */
  public record Result(Estimate ntk, Estimate ntkDiagonal) {}

  /** Draws networks with the activation and scales of {@code network}. */
  public static Result run(NtkTrajectory network, Settings settings) {
    SplittableRandom random = new SplittableRandom(settings.seed());
    double[] ntk = new double[settings.trials()];
    double[] diagonal = new double[settings.trials()];
    for (int t = 0; t < settings.trials(); t++) {
      DrawnNetwork drawn = new DrawnNetwork(network, settings, random);
      ntk[t] = drawn.tangent(0, 1);
      diagonal[t] = drawn.tangent(0, 0);
    }
    return new Result(Estimate.ofSamples(ntk), Estimate.ofSamples(diagonal));
  }
}
