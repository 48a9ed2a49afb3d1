// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.linear;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * {@code f(x) = Vᵀ·W_L ⋯ W_1·W_0·x}, trained by full-batch gradient descent on W_1..W_L alone; W_0
 * and V stay as they are (Hayou, 2025, arXiv 2511.01734, section on deep linear networks).
 *
 * <p>Immutable: a step gives a new network. With {@code b_ℓ = W_{ℓ+1}ᵀ⋯W_Lᵀ·V} and {@code u_ℓ =
 * W_{ℓ-1}⋯W_0·Xᵀr/m} the gradient of W_ℓ is the rank-one matrix {@code b_ℓ·u_ℓᵀ}, so that a step
 * costs O(L·n²) whatever the number of samples.
 */
public final class DeepLinearNetwork {
  private final double[] first; // W_0, (n, d)
  private final List<double[]> hidden; // W_1 .. W_L, (n, n)
  private final double[] readout; // V, n

  /**
   * A network from its matrices, row-major, kept as they are.
   *
   * @param first W_0, (n, d)
   * @param hidden W_1 .. W_L, (n, n) each, at least one
   * @param readout V, n
   */
  public DeepLinearNetwork(double[] first, List<double[]> hidden, double[] readout) {
    int width = readout.length;
    boolean square = hidden.stream().allMatch(w -> w.length == width * width);
    if (hidden.isEmpty() || !square || first.length == 0 || first.length % width != 0) {
      throw new IllegalArgumentException(
          "hidden matrices must be %d x %d and at least one, got %d of lengths %s after a first one of length %d"
              .formatted(
                  width,
                  width,
                  hidden.size(),
                  hidden.stream().map(w -> w.length).toList(),
                  first.length));
    }
    this.first = first;
    this.hidden = List.copyOf(hidden);
    this.readout = readout;
  }

  /**
   * A random network.
   *
   * @param width n, at least 1
   * @param layers L, at least 1
   * @param inputs d, at least 1
   */
  public static DeepLinearNetwork draw(
      int width, int layers, int inputs, LinearStart start, RandomGenerator random) {
    if (width < 1 || layers < 1 || inputs < 1) {
      throw new IllegalArgumentException(
          "width, layers and inputs must be at least 1, got %d, %d and %d"
              .formatted(width, layers, inputs));
    }
    double[] first = gaussian(width * inputs, 1 / Math.sqrt(inputs), random);
    List<double[]> hidden = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      hidden.add(gaussian(width * width, 1 / Math.sqrt(width), random));
    }
    return new DeepLinearNetwork(first, hidden, gaussian(width, start.readoutStd(width), random));
  }

  /** n. */
  public int width() {
    return readout.length;
  }

  /** L. */
  public int layers() {
    return hidden.size();
  }

  /** β with {@code f(x) = βᵀx}: what the whole product amounts to. */
  public double[] predictor() {
    return Vectors.transposedTimes(first, backwardVectors().get(0));
  }

  /** The network after one step of gradient descent with a rate for all of W_1..W_L. */
  public DeepLinearNetwork step(RegressionProblem problem, double rate) {
    List<double[]> backward = backwardVectors();
    double[] forward = gradientInput(problem);
    List<double[]> moved = new ArrayList<>();
    for (int layer = 0; layer < layers(); layer++) {
      double[] weight = hidden.get(layer);
      moved.add(Vectors.plusOuter(weight, -rate, backward.get(layer + 1), forward));
      forward = Vectors.times(weight, forward);
    }
    return new DeepLinearNetwork(first, moved, readout);
  }

  /** Loss after some steps with one rate; +∞ where it overflows. */
  public double lossAfter(RegressionProblem problem, double rate, int steps) {
    DeepLinearNetwork network = this;
    for (int step = 0; step < steps; step++) {
      network = network.step(problem, rate);
    }
    double loss = problem.loss(problem.outputs(network.predictor()));
    return Double.isNaN(loss) ? Double.POSITIVE_INFINITY : loss;
  }

  /**
   * The predictor after one step as a polynomial of the rate, exactly:
   *
   * <pre>
   * β(η) = W_0ᵀ·Π_ℓ (W_ℓ - η·b_ℓ·u_ℓᵀ)ᵀ·V
   * </pre>
   */
  public OneStepPolynomial oneStep(RegressionProblem problem) {
    List<double[]> backward = backwardVectors();
    List<double[]> forward = forwardVectors(problem);
    List<double[]> powers = new ArrayList<>(List.of(readout)); // of η, from the top down
    for (int layer = layers() - 1; layer >= 0; layer--) {
      powers = throughLayer(powers, hidden.get(layer), backward.get(layer + 1), forward.get(layer));
    }
    List<double[]> predictors =
        powers.stream().map(power -> Vectors.transposedTimes(first, power)).toList();
    return new OneStepPolynomial(problem, predictors);
  }

  /** {@code (W - η·b·uᵀ)ᵀ} applied to a vector polynomial in η. */
  private static List<double[]> throughLayer(
      List<double[]> powers, double[] weight, double[] b, double[] u) {
    List<double[]> result = new ArrayList<>();
    for (double[] power : powers) {
      result.add(Vectors.transposedTimes(weight, power));
    }
    result.add(new double[u.length]);
    for (int degree = 0; degree < powers.size(); degree++) {
      Vectors.addScaled(result.get(degree + 1), -Vectors.dot(b, powers.get(degree)), u);
    }
    return result;
  }

  /** b_0, .., b_L, the last being V. */
  private List<double[]> backwardVectors() {
    List<double[]> vectors = new ArrayList<>(List.of(readout));
    for (int layer = layers() - 1; layer >= 0; layer--) {
      vectors.add(0, Vectors.transposedTimes(hidden.get(layer), vectors.get(0)));
    }
    return vectors;
  }

  /** u_1, .., u_L. */
  private List<double[]> forwardVectors(RegressionProblem problem) {
    List<double[]> vectors = new ArrayList<>();
    double[] vector = gradientInput(problem);
    for (double[] weight : hidden) {
      vectors.add(vector);
      vector = Vectors.times(weight, vector);
    }
    return vectors;
  }

  /** {@code W_0·Xᵀ·r/m}. */
  private double[] gradientInput(RegressionProblem problem) {
    double[] residuals = problem.residuals(problem.outputs(predictor()));
    double[] pulled = problem.pullBack(residuals);
    for (int i = 0; i < pulled.length; i++) {
      pulled[i] /= problem.samples();
    }
    return Vectors.times(first, pulled);
  }

  private static double[] gaussian(int length, double std, RandomGenerator random) {
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = std * random.nextGaussian();
    }
    return values;
  }
}
