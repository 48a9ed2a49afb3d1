// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import java.util.ArrayList;
import java.util.List;

/**
 * The deterministic toy of the alignment table: six examples, widths 3-4-4-4-2, tanh after the
 * first three layers, {@code h ← h Wᵀ/√fan_in + b}; gradients by hand-written backpropagation.
 */
final class TanhToy {
  private static final int EXAMPLES = 6;
  private static final int CLASSES = 2;
  private static final int[] WIDTHS = {3, 4, 4, 4, 2};

  /** Input of layer k for example i. */
  private final double[][][] inputs = new double[4][EXAMPLES][];

  private final double[][] outputs = new double[EXAMPLES][];

  TanhToy() {
    for (int i = 0; i < EXAMPLES; i++) {
      double[] h = new double[3];
      for (int j = 0; j < 3; j++) {
        h[j] = Math.sin((i + 1.0) * (j + 1));
      }
      for (int k = 0; k < 4; k++) {
        inputs[k][i] = h;
        h = layer(k, h);
      }
      outputs[i] = h;
    }
  }

  private static double weight(int k, int a, int b) {
    return Math.cos(0.1 * (k + 1) + 0.7 * a + 1.3 * b);
  }

  private static double[] layer(int k, double[] h) {
    double[] y = new double[WIDTHS[k + 1]];
    for (int a = 0; a < y.length; a++) {
      double sum = 0;
      for (int b = 0; b < h.length; b++) {
        sum += weight(k, a, b) * h[b];
      }
      y[a] = sum / Math.sqrt(h.length) + 0.1 * Math.sin(k + a);
      y[a] = k < 3 ? Math.tanh(y[a]) : y[a];
    }
    return y;
  }

  double[] output(int example) {
    return outputs[example];
  }

  /** One Gram matrix per layer, from factors. */
  List<TangentGram> grams() {
    List<TangentGram> grams = new ArrayList<>();
    for (int k = 0; k < 4; k++) {
      double[] a = new double[EXAMPLES * WIDTHS[k]];
      double[] delta = new double[CLASSES * EXAMPLES * WIDTHS[k + 1]];
      for (int i = 0; i < EXAMPLES; i++) {
        for (int b = 0; b < WIDTHS[k]; b++) {
          // The layer scales its input by 1/√fan_in; the bias does not pass through it.
          a[i * WIDTHS[k] + b] = inputs[k][i][b] / Math.sqrt(WIDTHS[k]);
        }
        for (int c = 0; c < CLASSES; c++) {
          double[] gradient = gradient(k, i, c);
          System.arraycopy(gradient, 0, delta, (c * EXAMPLES + i) * WIDTHS[k + 1], gradient.length);
        }
      }
      grams.add(TangentGram.of(new TangentGram.Factors(a, delta, EXAMPLES, CLASSES, 1, true)));
    }
    return grams;
  }

  /** Gradient of logit c of example i at the output of layer k, before its tanh. */
  private double[] gradient(int k, int i, int c) {
    double[] delta = new double[CLASSES];
    delta[c] = 1;
    for (int l = 3; l > k; l--) {
      double[] below = new double[WIDTHS[l]];
      for (int b = 0; b < below.length; b++) {
        for (int a = 0; a < delta.length; a++) {
          below[b] += delta[a] * weight(l, a, b) / Math.sqrt(WIDTHS[l]);
        }
        double h = inputs[l][i][b];
        below[b] *= 1 - h * h;
      }
      delta = below;
    }
    return delta;
  }
}
