// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.eidograph.theory.moments.Domain;
import org.eidograph.theory.moments.Estimate;

/**
 * Draws finite residual ReLU networks and measures what a gradient becomes on its way back, beside
 * {@link ResidualKernel}, which gives {@code E‖∂y_L/∂y_0‖²_F/n = Π(1 + α_l)} at infinite width.
 *
 * <pre>
 * y_l = y_{l−1} + λ_l·W_l φ(y_{l−1}),   g_{l−1} = g_l + λ_l·D_l W_lᵀ g_l,   W_ij ~ N(0, σ_w²/n)
 * </pre>
 *
 * <p>No matrix is stored. With {@code h = φ(y_{l−1})} and {@code z = W h} drawn on the way forward,
 * {@code W = z hᵀ/‖h‖² + W(I − h hᵀ/‖h‖²)} and the second part is independent of the first, so on
 * the way back
 *
 * <pre>
 * Wᵀ g = h·⟨z, g⟩/‖h‖² + σ_w‖g‖/√n·(I − h hᵀ/‖h‖²) ξ,   ξ ~ N(0, I)
 * </pre>
 *
 * <p>has exactly the law of the network. Cost n·L per network instead of n²·L, memory 2n·L numbers.
 */
public final class ResidualGradientSimulation {
  private ResidualGradientSimulation() {}

  /**
   * What to draw.
   *
   * @param width n
   * @param networks independent ones, at least 2
   * @param sigmaW σ_w
   * @param seed of the generator
   */
  public record Settings(int width, int networks, double sigmaW, long seed) {
    public Settings {
      Domain.atLeast("width", width, 1);
      Domain.atLeast("networks", networks, 2);
      Domain.positive("sigmaW", sigmaW);
    }
  }

  /**
   * What was measured.
   *
   * @param logVariance ln(q_L/q_0)
   * @param variance q_L/q_0
   * @param logGradient ln(‖g_0‖²/‖g_L‖²) for a random g_L
   * @param gradient ‖g_0‖²/‖g_L‖²
   */
  public record Result(
      Estimate logVariance, Estimate variance, Estimate logGradient, Estimate gradient) {}

  /** Networks with branches of these scales. */
  public static Result run(Settings settings, double... scales) {
    Domain.atLeast("the number of branches", scales.length, 1);
    SplittableRandom random = new SplittableRandom(settings.seed());
    double[] forward = new double[settings.networks()];
    double[] backward = new double[settings.networks()];
    for (int i = 0; i < settings.networks(); i++) {
      Network network = new Network(settings, scales, random);
      forward[i] = network.forward();
      backward[i] = network.backward();
    }
    return new Result(
        Estimate.ofSamples(forward),
        Estimate.ofSamples(exponentials(forward)),
        Estimate.ofSamples(backward),
        Estimate.ofSamples(exponentials(backward)));
  }

  private static double[] exponentials(double[] logs) {
    return Arrays.stream(logs).map(Math::exp).toArray();
  }

  /**
   * One drawn network; every vector is kept at norm √n and its logarithm apart, so none overflows.
   */
  private static final class Network {
    private final int n;
    private final double deviation;
    private final double[] scales;
    private final SplittableRandom random;
    private final double[][] posts; // φ(y_{l−1}), l = 1 … L
    private final double[][] branches; // W_l φ(y_{l−1})

    Network(Settings settings, double[] scales, SplittableRandom random) {
      this.n = settings.width();
      this.deviation = settings.sigmaW() / Math.sqrt(n);
      this.scales = scales;
      this.random = random;
      this.posts = new double[scales.length][];
      this.branches = new double[scales.length][];
    }

    /** ln(q_L/q_0). ReLU networks are homogeneous, so y may be rescaled at every layer. */
    double forward() {
      double[] y = gaussian();
      rescale(y);
      double log = 0;
      for (int l = 0; l < scales.length; l++) {
        double[] h = Arrays.stream(y).map(each -> Math.max(each, 0)).toArray();
        double size = deviation * Math.sqrt(dot(h, h));
        double[] z = gaussian();
        for (int i = 0; i < n; i++) {
          z[i] *= size;
          y[i] += scales[l] * z[i];
        }
        posts[l] = h;
        branches[l] = z;
        log += rescale(y);
      }
      return log;
    }

    /** ln(‖g_0‖²/‖g_L‖²). */
    double backward() {
      double[] g = gaussian();
      rescale(g);
      double log = 0;
      for (int l = scales.length - 1; l >= 0; l--) {
        double[] h = posts[l];
        double square = dot(h, h);
        double[] xi = gaussian();
        double along = square == 0 ? 0 : dot(branches[l], g) / square;
        double across = deviation * Math.sqrt(dot(g, g));
        double removed = square == 0 ? 0 : dot(h, xi) / square;
        for (int i = 0; i < n; i++) {
          if (h[i] > 0) {
            g[i] += scales[l] * (along * h[i] + across * (xi[i] - removed * h[i]));
          }
        }
        log += rescale(g);
      }
      return log;
    }

    private double[] gaussian() {
      double[] drawn = new double[n];
      for (int i = 0; i < n; i++) {
        drawn[i] = random.nextGaussian();
      }
      return drawn;
    }

    /** Divides by the root mean square and returns the logarithm of the mean square. */
    private double rescale(double[] v) {
      double square = dot(v, v) / n;
      double scale = 1 / Math.sqrt(square);
      for (int i = 0; i < n; i++) {
        v[i] *= scale;
      }
      return Math.log(square);
    }

    private static double dot(double[] x, double[] y) {
      double sum = 0;
      for (int i = 0; i < x.length; i++) {
        sum += x[i] * y[i];
      }
      return sum;
    }
  }
}
