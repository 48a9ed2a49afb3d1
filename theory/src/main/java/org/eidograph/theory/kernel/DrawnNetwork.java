// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import java.util.SplittableRandom;

/** One random network with the activations and gradients of two inputs in every layer. */
final class DrawnNetwork {
  private final NtkTrajectory law;
  private final int depth;

  /** W^l at row·fanIn + column, standard normal. */
  private final double[][] weights;

  private final int[] widths;

  /** Input of layer l (index l) for each of the two inputs. */
  private final double[][][] inputs;

  /** Gradient of the output at the pre-activations of layer l. */
  private final double[][][] gradients;

  DrawnNetwork(NtkTrajectory law, FiniteNtkSimulation.Settings settings, SplittableRandom random) {
    this.law = law;
    this.depth = settings.depth();
    this.widths = new int[depth + 1];
    this.weights = new double[depth][];
    this.inputs = new double[2][depth][];
    this.gradients = new double[2][depth][];
    widths[0] = 2;
    for (int l = 0; l < depth; l++) {
      widths[l + 1] = l == depth - 1 ? 1 : settings.width();
      weights[l] = gaussian(widths[l] * widths[l + 1], random);
    }
    double[][] biases = new double[depth][];
    for (int l = 0; l < depth; l++) {
      biases[l] = gaussian(widths[l + 1], random);
    }
    double cosine = 1 - settings.gamma();
    double sine = Math.sqrt(settings.gamma() * (2 - settings.gamma()));
    double root = Math.sqrt(2); // ‖x‖² = d = 2
    propagate(0, new double[] {root, 0}, biases);
    propagate(1, new double[] {root * cosine, root * sine}, biases);
  }

  private static double[] gaussian(int count, SplittableRandom random) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextGaussian();
    }
    return values;
  }

  private void propagate(int which, double[] x, double[][] biases) {
    double[][] slopes = new double[depth][];
    double[] a = x;
    for (int l = 0; l < depth; l++) {
      inputs[which][l] = a;
      double[] y = forward(l, a, biases[l]);
      slopes[l] = new double[y.length];
      a = new double[y.length];
      for (int i = 0; i < y.length; i++) {
        a[i] = law.phi().value(y[i]);
        slopes[l][i] = law.phi().derivative(y[i]);
      }
    }
    double[] delta = {1};
    for (int l = depth - 1; l >= 0; l--) {
      gradients[which][l] = delta;
      if (l > 0) {
        delta = backward(l, delta, slopes[l - 1]);
      }
    }
  }

  private double scale(int l) {
    return law.sigmaW() / Math.sqrt(widths[l]);
  }

  private double[] forward(int l, double[] a, double[] bias) {
    double[] y = new double[widths[l + 1]];
    for (int i = 0; i < y.length; i++) {
      y[i] =
          scale(l) * InnerProduct.dot(weights[l], i * a.length, a, 0, a.length)
              + law.sigmaB() * bias[i];
    }
    return y;
  }

  private double[] backward(int l, double[] delta, double[] slopes) {
    double[] below = new double[widths[l]];
    for (int i = 0; i < delta.length; i++) {
      double factor = scale(l) * delta[i];
      for (int j = 0; j < below.length; j++) {
        below[j] += factor * weights[l][i * below.length + j];
      }
    }
    for (int j = 0; j < below.length; j++) {
      below[j] *= slopes[j];
    }
    return below;
  }

  /** K between two of the inputs. */
  double tangent(int first, int second) {
    double sum = 0;
    for (int l = 0; l < depth; l++) {
      double[] a = inputs[first][l];
      double[] b = inputs[second][l];
      double input = InnerProduct.dot(a, 0, b, 0, a.length) / a.length;
      double[] delta = gradients[first][l];
      double gradient = InnerProduct.dot(delta, 0, gradients[second][l], 0, delta.length);
      sum += (law.sigmaW() * law.sigmaW() * input + law.sigmaB() * law.sigmaB()) * gradient;
    }
    return sum;
  }
}
