// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eidograph.theory.kernel.KernelLayer.Normalization;
import org.eidograph.theory.kernel.KernelLayer.Residual;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.CovarianceFamily;
import org.eidograph.theory.moments.Domain;

/**
 * NNGP and NTK of a network for single pairs of inputs, layer by layer in the γ form.
 *
 * <p>Exact but for rounding and for the error of the activations' covariance maps (1e-12 or
 * better). Cost per pair: one covariance map for each pair of variances on the way, kept for the
 * next pair. May be shared between threads.
 */
public final class PairKernels {
  private final KernelNetwork network;
  private final boolean subtractsMeans;
  private final Map<Activation, CovarianceFamily> families = new ConcurrentHashMap<>();

  /** Kernels of this network. */
  public PairKernels(KernelNetwork network) {
    this.network = network;
    this.subtractsMeans = subtractsMeans(network.layers());
  }

  private static boolean subtractsMeans(List<KernelLayer> layers) {
    return layers.stream()
        .anyMatch(
            layer ->
                (layer instanceof Normalization norm && norm.kind() == Normalization.Kind.LAYER)
                    || (layer instanceof Residual residual && subtractsMeans(residual.branch())));
  }

  /**
   * Kernels of two different inputs.
   *
   * @param q1 ‖x‖²/d
   * @param q2 ‖x'‖²/d
   * @param gamma 1 − cosine of the angle between x and x'
   */
  public KernelPair evaluate(double q1, double q2, double gamma) {
    Domain.nonNegative("the input variance q1", q1);
    Domain.nonNegative("the input variance q2", q2);
    Domain.gamma(gamma);
    Lanes pair = run(new double[] {q1}, new double[] {q2}, new double[] {gamma}, false);
    Lanes self = run(new double[] {q1, q2}, new double[] {q1, q2}, new double[2], true);
    return new KernelPair(
        self.q1[0], self.q1[1], pair.gamma[0], self.ntk[0], self.ntk[1], pair.ntk[0]);
  }

  /** Kernels of two different inputs given as vectors of the same length d. */
  public KernelPair evaluate(double[] x, double[] y) {
    Domain.atLeast("the input dimension", x.length, 1);
    if (x.length != y.length) {
      throw new IllegalArgumentException(
          "two inputs must have the same dimension, got %d and %d".formatted(x.length, y.length));
    }
    InnerProduct product = InnerProduct.of(x, y);
    return evaluate(product.q1(), product.q2(), product.gamma());
  }

  /** Kernels of an input of variance q with itself. */
  DiagonalKernel.Value diagonal(double q) {
    Lanes self = run(new double[] {q}, new double[] {q}, new double[1], true);
    return new DiagonalKernel.Value(self.q1[0], self.ntk[0]);
  }

  /** Lanes of equal input variance at the output. */
  Lanes lanes(double q, double[] gamma) {
    double[] q1 = new double[gamma.length];
    Arrays.fill(q1, q);
    return run(q1, q1.clone(), gamma.clone(), false);
  }

  /** Sends lanes from the input to the output; the arrays become the result's. */
  Lanes run(double[] q1, double[] q2, double[] gamma, boolean sameInput) {
    Lanes lanes = new Lanes(q1, q2, gamma, new Lanes.Kind(sameInput, subtractsMeans, -1));
    new Propagation(this::family).run(network.layers(), lanes);
    return lanes;
  }

  /** The covariance maps of an activation, shared by all pairs. */
  CovarianceFamily family(Activation phi) {
    return families.computeIfAbsent(phi, CovarianceFamily::new);
  }

  /** Whether a LayerNorm subtracts means somewhere. */
  boolean subtractsMeans() {
    return subtractsMeans;
  }

  KernelNetwork network() {
    return network;
  }
}
