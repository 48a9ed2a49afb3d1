// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

/**
 * How much a layer's tangent features line up with the labels.
 *
 * <pre>
 * A = yᵀK y/(‖K‖_F·‖y‖²)                 alignment, in [0, 1]
 * S = ‖K y‖²/(‖K‖_F²·‖y‖²)               its second-order companion
 * </pre>
 *
 * <p>K is the layer's {@link TangentGram} (centre it first), y the centred one-hot labels in the
 * same (c, i) order. In training A rises with the layer, peaks at a hidden one and falls again
 * (Lou, Mingard, Hayou, Feature Learning and Signal Propagation in Deep Neural Networks, 2022,
 * arXiv 2110.11749). A of an untrained network is not zero: compare with it.
 *
 * @param alignment A
 * @param secondOrder S
 * @param frobeniusNorm ‖K‖_F
 * @param trace tr K
 */
public record LayerAlignment(
    double alignment, double secondOrder, double frobeniusNorm, double trace) {
  /**
   * The alignment of a Gram matrix with class labels.
   *
   * @param labels class of each example, from 0 to C − 1
   * @throws IllegalArgumentException if all labels are equal or the Gram matrix is zero: there is
   *     nothing to align
   */
  public static LayerAlignment of(TangentGram gram, int... labels) {
    return of(gram, centredLabels(gram, labels));
  }

  /**
   * The alignment with any direction y of C·N numbers, such as the residual softmax − one-hot.
   *
   * @param direction y at c·N + i
   */
  public static LayerAlignment of(TangentGram gram, double[] direction) {
    int size = gram.size();
    if (direction.length != size) {
      throw new IllegalArgumentException(
          "a direction needs outputs*examples = %d numbers, got %d"
              .formatted(size, direction.length));
    }
    double[] k = gram.entries();
    double form = 0;
    double image = 0;
    double frobenius = 0;
    double trace = 0;
    double square = 0;
    for (int row = 0; row < size; row++) {
      double product = 0;
      for (int column = 0; column < size; column++) {
        double entry = k[row * size + column];
        product += entry * direction[column];
        frobenius += entry * entry;
      }
      form += direction[row] * product;
      image += product * product;
      trace += k[row * size + row];
      square += direction[row] * direction[row];
    }
    requirePositive(frobenius, square);
    double norm = Math.sqrt(frobenius);
    return new LayerAlignment(form / (norm * square), image / (frobenius * square), norm, trace);
  }

  /**
   * How a layer answers the direction in which the loss pulls, against that of the labels.
   *
   * <pre>
   * (wᵀK y/(‖w‖·‖y‖))/(yᵀK y/‖y‖²)
   * </pre>
   *
   * <p>with w = softmax(f) − one-hot at the start of training and y the centred labels. It is
   * negative where both agree, as w points away from the labels, and −1 if w = −y.
   *
   * @param direction w at c·N + i
   * @param labels class of each example, from 0 to C − 1
   * @throws IllegalArgumentException if the direction is zero, or the Gram matrix does not see the
   *     labels
   */
  public static double crossRatio(TangentGram gram, double[] direction, int... labels) {
    double[] y = centredLabels(gram, labels);
    double along = gram.form(y, y) / dot(y, y);
    double across = gram.form(direction, y) / Math.sqrt(dot(direction, direction) * dot(y, y));
    if (!(along > 0) || !Double.isFinite(across)) {
      throw new IllegalArgumentException(
          "a cross-direction ratio needs labels that the Gram matrix sees and a direction that is not zero, got yKy/yy = %s and wKy = %s"
              .formatted(along, across));
    }
    return across / along;
  }

  private static double dot(double[] left, double[] right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += left[i] * right[i];
    }
    return sum;
  }

  private static void requirePositive(double frobenius, double square) {
    if (!(frobenius > 0) || !(square > 0)) {
      throw new IllegalArgumentException(
          "an alignment needs a Gram matrix and labels that are not zero after centring, got squared norms %s and %s; use a batch with at least two classes"
              .formatted(frobenius, square));
    }
  }

  /** One-hot labels minus their mean over the batch, at c·N + i. */
  private static double[] centredLabels(TangentGram gram, int... labels) {
    int n = gram.examples();
    if (labels.length != n) {
      throw new IllegalArgumentException(
          "there must be one label per example, got %d for %d".formatted(labels.length, n));
    }
    double[] y = new double[gram.size()];
    for (int i = 0; i < n; i++) {
      if (labels[i] < 0 || labels[i] >= gram.outputs()) {
        throw new IllegalArgumentException(
            "a label must lie between 0 and %d, got %d".formatted(gram.outputs() - 1, labels[i]));
      }
      y[labels[i] * n + i] = 1;
    }
    for (int c = 0; c < gram.outputs(); c++) {
      double members = 0; // counted first, so that a batch of one class centres to exact zeros
      for (int i = 0; i < n; i++) {
        members += y[c * n + i];
      }
      for (int i = 0; i < n; i++) {
        y[c * n + i] -= members / n;
      }
    }
    return y;
  }
}
