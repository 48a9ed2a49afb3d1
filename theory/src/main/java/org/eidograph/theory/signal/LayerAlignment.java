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
 * arXiv 2110.06081). A of an untrained network is not zero: compare with it.
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
   * How the kernel carries a residual into the labels, over how it carries the labels into
   * themselves: {@code (wᵀK y/(‖w‖‖y‖))/(yᵀK y/‖y‖²)}. 1 if w is along y; with the residual w =
   * softmax(f) − one-hot of an untrained network it is near −1, since w is near −y then.
   *
   * @param residual w at c·N + i
   * @param labels class of each example
   * @throws IllegalArgumentException if w is zero, or K does not move the labels
   */
  public static double crossDirection(TangentGram gram, double[] residual, int... labels) {
    double[] y = centredLabels(gram, labels);
    LayerAlignment own = of(gram, y); // checks K and y
    double size = norm(y);
    double other = norm(residual);
    if (residual.length != y.length || !(other > 0) || own.alignment() == 0) {
      throw new IllegalArgumentException(
          "a cross direction needs %d numbers that are not all zero and a kernel that moves the labels, got %d of norm %s and alignment %s"
              .formatted(y.length, residual.length, other, own.alignment()));
    }
    double[] k = gram.entries();
    double form = 0;
    for (int row = 0; row < y.length; row++) {
      for (int column = 0; column < y.length; column++) {
        form += residual[row] * k[row * y.length + column] * y[column];
      }
    }
    return form / (other * size) / (own.alignment() * own.frobeniusNorm());
  }

  private static double norm(double... values) {
    double square = 0;
    for (double value : values) {
      square += value * value;
    }
    return Math.sqrt(square);
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
