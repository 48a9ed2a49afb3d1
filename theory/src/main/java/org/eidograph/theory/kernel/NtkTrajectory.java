// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eidograph.theory.kernel.KernelLayer.Dense;
import org.eidograph.theory.kernel.KernelLayer.Nonlinearity;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.CovarianceFamily;
import org.eidograph.theory.moments.Domain;

/**
 * NNGP and NTK of a plain network as its depth grows.
 *
 * <pre>
 * Σ¹ = σ_b² + σ_w²⟨x, x'⟩/d,  K¹ = Σ¹
 * Σ^l = σ_b² + σ_w²·T(Σ^{l−1}),   K^l = Σ^l + σ_w²·Ṫ(Σ^{l−1})·K^{l−1}
 * </pre>
 *
 * <p>Recursion of Jacot, Gabriel, Hongler (2018, arXiv 1806.07572); large depth after Hayou,
 * Doucet, Rousseau, Exact Convergence Rates of the Neural Tangent Kernel in the Large Depth Limit
 * (2019, arXiv 1905.13654).
 *
 * @param phi φ
 * @param sigmaW σ_w
 * @param sigmaB σ_b
 */
public record NtkTrajectory(Activation phi, double sigmaW, double sigmaB) {
  public NtkTrajectory {
    Dense.of(sigmaW, sigmaB); // checks both
  }

  /**
   * Two inputs of equal norm at depth L.
   *
   * @param depth L, number of dense layers
   * @param variance q^L
   * @param gamma 1 − c^L
   * @param ntk K^L(x, x')
   * @param ntkDiagonal K^L(x, x)
   */
  public record Point(int depth, double variance, double gamma, double ntk, double ntkDiagonal) {
    /** c^L. */
    public double correlation() {
      return 1 - gamma;
    }

    /** K^L(x, x')/K^L(x, x). */
    public double ratio() {
      return ntk / ntkDiagonal;
    }
  }

  /**
   * Points at the given depths.
   *
   * @param inputVariance ‖x‖²/d of both inputs
   * @param inputGamma 1 − cosine of the inputs
   * @param depths in ascending order, from 1
   * @throws IllegalArgumentException if a kernel overflows before the last depth
   */
  public List<Point> at(double inputVariance, double inputGamma, int... depths) {
    List<Point> points = reachable(inputVariance, inputGamma, depths);
    if (points.size() < depths.length) {
      throw new IllegalArgumentException(
          "kernels must stay finite, but they overflow before depth %d; go less deep, or take a smaller sigmaW than %s"
              .formatted(depths[points.size()], sigmaW));
    }
    return points;
  }

  /**
   * Points at the given depths as far as kernels stay finite and variances above 0.
   *
   * @param inputVariance ‖x‖²/d of both inputs
   * @param inputGamma 1 − cosine of the inputs
   * @param depths in ascending order, from 1
   */
  public List<Point> reachable(double inputVariance, double inputGamma, int... depths) {
    return reachable(new CovarianceFamily(phi), inputVariance, inputGamma, depths);
  }

  /** The same with maps that other walks share. */
  List<Point> reachable(
      CovarianceFamily maps, double inputVariance, double inputGamma, int... depths) {
    Domain.nonNegative("the input variance", inputVariance);
    Domain.gamma(inputGamma);
    requireAscending(depths);
    Walk walk = new Walk(this, maps, pairAndSelf(inputVariance, inputGamma));
    List<Point> points = new ArrayList<>();
    for (int target : depths) {
      if (!walk.advanceTo(target)) {
        return points;
      }
      points.add(point(target, walk.lanes));
    }
    return points;
  }

  /** Lanes on their way through equal layers. */
  private static final class Walk {
    /** Products of two variances are formed inside a layer: their square must not overflow. */
    private static final double LARGEST = 1e150;

    private final Propagation propagation;
    private final List<KernelLayer> step;
    private final Lanes lanes;
    private int depth = 1;

    Walk(NtkTrajectory network, CovarianceFamily maps, Lanes lanes) {
      this.propagation = new Propagation(phi -> maps);
      Dense dense = Dense.of(network.sigmaW, network.sigmaB);
      this.step = List.of(new Nonlinearity(network.phi), dense);
      this.lanes = lanes;
      propagation.run(List.of(dense), lanes);
    }

    /** Whether the depth was reached before a kernel grew too large or a variance vanished. */
    boolean advanceTo(int target) {
      while (depth < target) {
        int last = lanes.size - 1;
        double q = lanes.q1[last];
        if (!(q < LARGEST && lanes.ntk[last] < LARGEST && q > 1 / LARGEST)) {
          return false;
        }
        propagation.run(step, lanes);
        depth++;
      }
      return true;
    }
  }

  /** Lane 0 pairs the two inputs, lane 1 an input with itself. */
  private static Lanes pairAndSelf(double variance, double gamma) {
    double[] q = {variance, variance};
    return new Lanes(q, q.clone(), new double[] {gamma, 0}, Lanes.Kind.PLAIN);
  }

  private static Point point(int depth, Lanes lanes) {
    return new Point(depth, lanes.q1[0], lanes.gamma[0], lanes.ntk[0], lanes.ntk[1]);
  }

  private static void requireAscending(int... depths) {
    for (int i = 0; i < depths.length; i++) {
      Domain.atLeast("depth", depths[i], 1);
      if (i > 0 && depths[i] <= depths[i - 1]) {
        throw new IllegalArgumentException("depths must ascend, got " + Arrays.toString(depths));
      }
    }
  }

  /**
   * The largest depth up to {@code most} at which the normalised kernel still tells inputs apart:
   * K(x, x')/K(x, x) over correlations from −0.9 to 0.9 spreads by more than {@code tolerance}.
   *
   * @return that depth, 0 if there is none
   */
  public int usefulDepth(double inputVariance, double tolerance, int most) {
    return usefulDepth(new CovarianceFamily(phi), inputVariance, tolerance, most);
  }

  /** The same with maps that other walks share. */
  int usefulDepth(CovarianceFamily maps, double inputVariance, double tolerance, int most) {
    Domain.positive("the tolerance", tolerance);
    double[] gamma = {0.1, 0.4, 0.7, 1, 1.3, 1.6, 1.9, 0};
    double[] q = new double[gamma.length];
    Arrays.fill(q, inputVariance);
    Walk walk = new Walk(this, maps, new Lanes(q, q.clone(), gamma, Lanes.Kind.PLAIN));
    int useful = 0;
    for (int depth = 1; depth <= Domain.atLeast("most", most, 1); depth++) {
      if (!walk.advanceTo(depth)) {
        return useful;
      }
      if (spread(walk.lanes) > tolerance) {
        useful = depth;
      }
    }
    return useful;
  }

  private static double spread(Lanes lanes) {
    int self = lanes.size - 1;
    double[] pairs = Arrays.copyOf(lanes.ntk, self);
    double largest = Arrays.stream(pairs).max().orElseThrow();
    double smallest = Arrays.stream(pairs).min().orElseThrow();
    return (largest - smallest) / lanes.ntk[self];
  }
}
