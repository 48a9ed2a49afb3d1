// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.vocabulary;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * One sign step of the model behind {@link VocabularyRegime}, simulated: {@code f(x) = wᵀE_x}, w of
 * standard deviation 1/n, E and targets of standard deviation 1.
 *
 * <p>All sizes are per unit of learning rate. Cost O(n·V) in time and memory.
 */
public final class SignStepModel {
  private final int width;
  private final double embeddingStep; // the change of any output by a step of E, ‖w‖₁
  private final double[] projectionSteps; // of each token's output by a step of w, signed
  private final double[] frequencies; // α
  private final double[] residuals; // r = f - y

  private SignStepModel(
      int width,
      double embeddingStep,
      double[] projectionSteps,
      double[] frequencies,
      double[] residuals) {
    this.width = width;
    this.embeddingStep = embeddingStep;
    this.projectionSteps = projectionSteps;
    this.frequencies = frequencies;
    this.residuals = residuals;
  }

  /**
   * Draws E, w and targets and takes the step.
   *
   * @param width n, at least 1
   * @param frequencies α of each token, positive, summing to 1
   * @param random where all draws come from
   */
  public static SignStepModel draw(int width, double[] frequencies, RandomGenerator random) {
    double[] projection = gaussian(width, 1.0 / width, random);
    double[][] embeddings = new double[frequencies.length][];
    double[] residuals = new double[frequencies.length];
    double[] gradient = new double[width];
    for (int token = 0; token < frequencies.length; token++) {
      embeddings[token] = gaussian(width, 1, random);
      residuals[token] = dot(embeddings[token], projection) - random.nextGaussian();
      for (int i = 0; i < width; i++) {
        gradient[i] += frequencies[token] * residuals[token] * embeddings[token][i];
      }
    }
    double[] signs = Arrays.stream(gradient).map(Math::signum).toArray();
    double[] steps = Arrays.stream(embeddings).mapToDouble(row -> dot(row, signs)).toArray();
    double embeddingStep = Arrays.stream(projection).map(Math::abs).sum();
    return new SignStepModel(width, embeddingStep, steps, frequencies.clone(), residuals);
  }

  /** V equally frequent tokens. */
  public static double[] uniform(int vocabulary) {
    double[] frequencies = new double[vocabulary];
    Arrays.fill(frequencies, 1.0 / vocabulary);
    return frequencies;
  }

  /** V tokens of frequency ∝ rank^-exponent. */
  public static double[] zipf(int vocabulary, double exponent) {
    double[] frequencies = new double[vocabulary];
    double total = 0;
    for (int rank = 0; rank < vocabulary; rank++) {
      frequencies[rank] = Math.pow(rank + 1.0, -exponent);
      total += frequencies[rank];
    }
    for (int rank = 0; rank < vocabulary; rank++) {
      frequencies[rank] /= total;
    }
    return frequencies;
  }

  /** The change of any token's output by a step of E, {@code ‖w‖₁}. */
  public double embeddingStep() {
    return embeddingStep;
  }

  /** Root mean square of the projection steps, each token weighed by its frequency. */
  public double projectionStep() {
    return Math.sqrt(expected(token -> square(projectionSteps[token])));
  }

  /**
   * Root mean square of the projection steps of some tokens, each counted once.
   *
   * @param from first token
   * @param to behind the last token
   */
  public double projectionStep(int from, int to) {
    double sum = 0;
    for (int token = from; token < to; token++) {
      sum += square(projectionSteps[token]);
    }
    return Math.sqrt(sum / (to - from));
  }

  /** M(n, ρ) of {@link VocabularyRegime} with this draw's own ρ². */
  public double predictedProjectionStep() {
    double total = 0;
    for (int token = 0; token < residuals.length; token++) {
      total += square(frequencies[token] * residuals[token]);
    }
    double sum = total;
    double alignment = expected(token -> square(frequencies[token] * residuals[token]) / sum);
    return VocabularyRegime.projectionStep(width, alignment);
  }

  /** Ratio of rates at which both steps change the outputs equally. */
  public double balancedRatio() {
    return projectionStep() / embeddingStep;
  }

  /** Ratio of the two rates that each, alone, lower the squared loss most in one step. */
  public double greedyRatio() {
    double embedding =
        expected(token -> Math.abs(residuals[token]) * embeddingStep)
            / (embeddingStep * embeddingStep);
    double projection =
        expected(token -> residuals[token] * projectionSteps[token])
            / expected(token -> square(projectionSteps[token]));
    return embedding / projection;
  }

  private double expected(IntToDoubleFunction value) {
    double sum = 0;
    for (int token = 0; token < frequencies.length; token++) {
      sum += frequencies[token] * value.applyAsDouble(token);
    }
    return sum;
  }

  private static double square(double value) {
    return value * value;
  }

  private static double[] gaussian(int length, double std, RandomGenerator random) {
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = std * random.nextGaussian();
    }
    return values;
  }

  private static double dot(double[] left, double[] right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += left[i] * right[i];
    }
    return sum;
  }
}
