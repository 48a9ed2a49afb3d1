// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.finite;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Domain;
import org.eidograph.theory.moments.Estimate;
import org.eidograph.theory.signal.Initialization;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * The kernels of infinitely wide networks estimated from drawn finite ones, with standard errors.
 *
 * <p>NNGP: the covariance {@code f_c(x)·f_c(x')} averaged over the outputs of a network, then over
 * networks; outputs of one network share its hidden layers, so only networks count as independent.
 * NTK: the empirical kernel of one output. Both differ from the limit by order 1/width besides.
 *
 * @param nngp packed lower triangle: entry (i, j), j ≤ i, at i(i+1)/2 + j
 * @param ntk likewise
 */
public record DrawnKernels(List<Estimate> nngp, List<Estimate> ntk) {
  public DrawnKernels {
    nngp = List.copyOf(nngp);
    ntk = List.copyOf(ntk);
  }

  /**
   * What to draw.
   *
   * @param phi φ
   * @param init σ_w and σ_b
   * @param width n of the hidden layers, and number of outputs for the NNGP
   * @param depth L, at least 2
   * @param trials networks, at least 2
   * @param seed of the weights
   */
  public record Settings(
      Activation phi, Initialization init, int width, int depth, int trials, long seed) {
    public Settings {
      Domain.atLeast("width", width, 1);
      Domain.atLeast("depth", depth, 2);
      Domain.atLeast("trials", trials, 2);
    }
  }

  /**
   * Draws the networks.
   *
   * @param rows N·d numbers, row after row
   * @param count N
   */
  public static DrawnKernels of(double[] rows, int count, Settings settings) {
    Domain.atLeast("the number of inputs", count, 1);
    int pairs = count * (count + 1) / 2;
    double[][] nngp = new double[pairs][settings.trials()];
    double[][] ntk = new double[pairs][settings.trials()];
    try (Scope outer = Scope.open();
        RandomSource random = RandomSource.of(settings.seed(), "networks")) {
      Tensor x = Tensors.ofDoubles(rows, count, rows.length / count);
      for (int t = 0; t < settings.trials(); t++) {
        store(covariance(x, settings, random), count, t, nngp);
        store(tangent(x, settings, random), count, t, ntk);
      }
    }
    return new DrawnKernels(estimates(nngp), estimates(ntk));
  }

  private static double[] covariance(Tensor x, Settings settings, RandomSource random) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.on();
        FiniteMlp network = network(x, settings, settings.width(), random)) {
      Tensor output = network.forward(x);
      return output.matmul(output.t()).mul(1.0 / settings.width()).toDoubles();
    }
  }

  private static double[] tangent(Tensor x, Settings settings, RandomSource random) {
    try (FiniteMlp network = network(x, settings, 1, random)) {
      return EmpiricalNtk.factored(network, x).entries();
    }
  }

  private static FiniteMlp network(Tensor x, Settings settings, int outputs, RandomSource random) {
    FiniteMlp.Shape shape =
        new FiniteMlp.Shape((int) x.size(1), settings.width(), settings.depth(), outputs);
    return FiniteMlp.random(shape, settings.phi(), settings.init(), FiniteMlp.Form.TANGENT, random);
  }

  private static void store(double[] square, int count, int trial, double[][] samples) {
    for (int i = 0, at = 0; i < count; i++) {
      for (int j = 0; j <= i; j++, at++) {
        samples[at][trial] = square[i * count + j];
      }
    }
  }

  private static List<Estimate> estimates(double[][] samples) {
    List<Estimate> estimates = new ArrayList<>();
    for (double[] each : samples) {
      estimates.add(Estimate.ofSamples(each));
    }
    return estimates;
  }
}
