// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import org.eidograph.theory.moments.Domain;

/**
 * The tangent-feature Gram matrix of one layer over a batch, from factors and without the Jacobian.
 *
 * <pre>
 * J_l[c, i] = gradient of logit c of example i with respect to the layer's weights and bias
 * K_l[(c, i), (c', i')] = ⟨J_l[c, i], J_l[c', i']⟩
 *                       = Σ_{t,t'} ⟨δ_t, δ'_t'⟩·(⟨a_t, a'_t'⟩ + 1[bias])
 * </pre>
 *
 * <p>with a the layer's input and δ the gradient at its output; t runs over positions that share
 * the weights (one for a plain layer). Index (c, i) is c·N + i throughout. Definition of Lou,
 * Mingard, Hayou (2022, arXiv 2110.11749).
 *
 * @param entries K, (C·N)² numbers row after row
 * @param examples N
 * @param outputs C
 */
public record TangentGram(double[] entries, int examples, int outputs) {
  public TangentGram {
    Domain.atLeast("examples", examples, 1);
    Domain.atLeast("outputs", outputs, 1);
    long size = (long) examples * outputs;
    if (entries.length != size * size) {
      throw new IllegalArgumentException(
          "a tangent Gram matrix needs (outputs*examples)^2 = %d entries, got %d"
              .formatted(size * size, entries.length));
    }
  }

  /**
   * Factors of a linear layer.
   *
   * @param inputs a at (i·positions + t)·fanIn + k
   * @param gradients δ at ((c·N + i)·positions + t)·fanOut + k
   * @param examples N
   * @param outputs C
   * @param positions how many positions share the weights, 1 for a plain layer
   * @param bias whether the layer has a bias
   */
  public record Factors(
      double[] inputs, double[] gradients, int examples, int outputs, int positions, boolean bias) {
    public Factors {
      Domain.atLeast("examples", examples, 1);
      Domain.atLeast("outputs", outputs, 1);
      Domain.atLeast("positions", positions, 1);
      requireMultiple("inputs", inputs.length, examples * positions);
      requireMultiple("gradients", gradients.length, examples * positions * outputs);
    }

    private static void requireMultiple(String name, int length, int rows) {
      if (length == 0 || length % rows != 0) {
        throw new IllegalArgumentException(
            "%s must be a positive multiple of %d rows, got %d numbers"
                .formatted(name, rows, length));
      }
    }

    int fanIn() {
      return inputs.length / (examples * positions);
    }

    int fanOut() {
      return gradients.length / (examples * positions * outputs);
    }
  }

  /** The Gram matrix of a linear layer from its factors. */
  public static TangentGram of(Factors factors) {
    int size = factors.outputs() * factors.examples();
    double[] entries = new double[size * size];
    for (int row = 0; row < size; row++) {
      for (int column = 0; column <= row; column++) {
        double value = entry(factors, row, column);
        entries[row * size + column] = value;
        entries[column * size + row] = value;
      }
    }
    return new TangentGram(entries, factors.examples(), factors.outputs());
  }

  private static double entry(Factors factors, int row, int column) {
    int positions = factors.positions();
    int first = row % factors.examples() * positions;
    int second = column % factors.examples() * positions;
    double bias = factors.bias() ? 1 : 0;
    double sum = 0;
    for (int t = 0; t < positions; t++) {
      for (int u = 0; u < positions; u++) {
        double input = dot(factors.inputs(), first + t, second + u, factors.fanIn());
        double gradient =
            dot(factors.gradients(), row * positions + t, column * positions + u, factors.fanOut());
        sum += gradient * (input + bias);
      }
    }
    return sum;
  }

  private static double dot(double[] values, int row, int other, int length) {
    double sum = 0;
    for (int k = 0; k < length; k++) {
      sum += values[row * length + k] * values[other * length + k];
    }
    return sum;
  }

  /** C·N. */
  public int size() {
    return examples * outputs;
  }

  /**
   * {@code leftᵀ·K·right}.
   *
   * @param left C·N numbers at c·N + i
   * @param right likewise
   */
  public double form(double[] left, double[] right) {
    int size = size();
    if (left.length != size || right.length != size) {
      throw new IllegalArgumentException(
          "directions need outputs*examples = %d numbers, got %d and %d"
              .formatted(size, left.length, right.length));
    }
    double sum = 0;
    for (int row = 0; row < size; row++) {
      double product = 0;
      for (int column = 0; column < size; column++) {
        product += entries[row * size + column] * right[column];
      }
      sum += left[row] * product;
    }
    return sum;
  }

  /** Tangent features of all layers together: the sum of their Gram matrices. */
  public TangentGram plus(TangentGram other) {
    if (other.examples != examples || other.outputs != outputs) {
      throw new IllegalArgumentException(
          "Gram matrices must have the same examples and outputs, got %d x %d and %d x %d"
              .formatted(examples, outputs, other.examples, other.outputs));
    }
    double[] sum = entries.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other.entries[i];
    }
    return new TangentGram(sum, examples, outputs);
  }

  /**
   * Features centred over the examples, output by output: {@code K ← HKH} in each block, H = I −
   * 11ᵀ/N. Without it the alignment is dominated by the mean gradient.
   */
  public TangentGram centred() {
    double[] centred = entries.clone();
    int size = size();
    for (int line = 0; line < size; line++) {
      for (int block = 0; block < outputs; block++) {
        subtractMean(centred, line * size + block * examples, 1);
      }
    }
    for (int line = 0; line < size; line++) {
      for (int block = 0; block < outputs; block++) {
        subtractMean(centred, block * examples * size + line, size);
      }
    }
    return new TangentGram(centred, examples, outputs);
  }

  private void subtractMean(double[] values, int from, int stride) {
    double mean = 0;
    for (int i = 0; i < examples; i++) {
      mean += values[from + i * stride] / examples;
    }
    for (int i = 0; i < examples; i++) {
      values[from + i * stride] -= mean;
    }
  }
}
