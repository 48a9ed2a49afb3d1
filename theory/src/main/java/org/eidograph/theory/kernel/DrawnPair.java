// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import java.util.List;
import java.util.SplittableRandom;
import org.eidograph.theory.kernel.KernelLayer.Dense;
import org.eidograph.theory.kernel.KernelLayer.Dropout;
import org.eidograph.theory.kernel.KernelLayer.Nonlinearity;
import org.eidograph.theory.kernel.KernelLayer.Normalization;
import org.eidograph.theory.kernel.KernelLayer.Residual;
import org.eidograph.theory.kernel.KernelLayer.Scale;
import org.eidograph.theory.moments.Activation;

/** Two vectors of n coordinates on their way through one random network. */
final class DrawnPair {
  private final double[] first;
  private final double[] second;
  private final SplittableRandom random;

  private DrawnPair(double[] first, double[] second, SplittableRandom random) {
    this.first = first;
    this.second = second;
    this.random = random;
  }

  /** Inputs with exactly the norms and the cosine of the settings, in the first two coordinates. */
  static DrawnPair input(FiniteKernelSimulation.Settings settings, SplittableRandom random) {
    int n = settings.width();
    double[] first = new double[n];
    double[] second = new double[n];
    double gamma = settings.gamma();
    first[0] = Math.sqrt(n * settings.q1());
    second[0] = Math.sqrt(n * settings.q2()) * (1 - gamma);
    second[1] = Math.sqrt(n * settings.q2() * gamma * (2 - gamma));
    return new DrawnPair(first, second, random);
  }

  void through(List<KernelLayer> layers) {
    layers.forEach(this::through);
  }

  private void through(KernelLayer layer) {
    if (layer instanceof Dense dense) {
      dense(dense);
    } else if (layer instanceof Nonlinearity nonlinearity) {
      activate(nonlinearity.phi(), first);
      activate(nonlinearity.phi(), second);
    } else if (layer instanceof Residual residual) {
      residual(residual);
    } else if (layer instanceof Normalization normalization) {
      normalize(normalization, first);
      normalize(normalization, second);
    } else if (layer instanceof Dropout dropout) {
      drop(dropout, first);
      drop(dropout, second);
    } else if (layer instanceof Scale scale) {
      multiply(first, scale.factor());
      multiply(second, scale.factor());
    }
  }

  /** Fresh weights: Gaussian pairs with the Gram matrix of the two vectors, and a shared bias. */
  private void dense(Dense dense) {
    double diagonal = dense.sigmaW() * Math.sqrt(firstSquare());
    double mixed = diagonal == 0 ? 0 : dense.sigmaW() * dense.sigmaW() * product() / diagonal;
    double whole = dense.sigmaW() * dense.sigmaW() * secondSquare();
    double rest = whole - mixed * mixed;
    double own = rest > 8 * Math.ulp(whole) ? Math.sqrt(rest) : 0; // equal inputs stay equal
    for (int i = 0; i < first.length; i++) {
      double z = random.nextGaussian();
      double bias = dense.sigmaB() * random.nextGaussian();
      first[i] = diagonal * z + bias;
      second[i] = mixed * z + own * random.nextGaussian() + bias;
    }
  }

  private static void activate(Activation phi, double[] x) {
    for (int i = 0; i < x.length; i++) {
      x[i] = phi.value(x[i]);
    }
  }

  private void residual(Residual residual) {
    DrawnPair branch = new DrawnPair(first.clone(), second.clone(), random);
    branch.through(residual.branch());
    for (int i = 0; i < first.length; i++) {
      first[i] += residual.scale() * branch.first[i];
      second[i] += residual.scale() * branch.second[i];
    }
  }

  private static void normalize(Normalization layer, double[] x) {
    double mean = 0;
    if (layer.kind() == Normalization.Kind.LAYER) {
      for (double each : x) {
        mean += each / x.length;
      }
    }
    for (int i = 0; i < x.length; i++) {
      x[i] -= mean;
    }
    multiply(x, 1 / Math.sqrt(meanProduct(x, x) + layer.epsilon()));
  }

  private void drop(Dropout dropout, double[] x) {
    double keep = 1 - dropout.rate();
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextDouble() < keep ? x[i] / keep : 0;
    }
  }

  private static void multiply(double[] x, double factor) {
    for (int i = 0; i < x.length; i++) {
      x[i] *= factor;
    }
  }

  /** ‖a‖²/n. */
  double firstSquare() {
    return meanProduct(first, first);
  }

  /** ‖b‖²/n. */
  double secondSquare() {
    return meanProduct(second, second);
  }

  /** ⟨a, b⟩/n. */
  double product() {
    return meanProduct(first, second);
  }

  private static double meanProduct(double[] x, double[] y) {
    return InnerProduct.dot(x, 0, y, 0, x.length) / x.length;
  }
}
