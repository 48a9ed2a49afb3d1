// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.limit;

import java.util.List;
import org.eidograph.base.UsageException;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Domain;
import org.eidograph.theory.moments.Estimate;
import org.jspecify.annotations.Nullable;

/**
 * How large the input–output Jacobian of a deep random network is, what pruning does to it, and
 * which factor mends that (Dadoun et al., On the Stability of the Jacobian Matrix in Deep Neural
 * Networks, 2025, arXiv 2506.08764).
 *
 * @param activation φ
 * @param weights gaussian or orthogonal, at the critical scale
 * @param products one a depth
 * @param pruning one a sparsity
 * @param fanIn inputs of a pruned layer
 * @param safeSparsity up to which the theory of dense layers holds for it
 * @param correlated one a strength of a common component
 * @param notes what to mind
 */
public record JacobianReport(
    String activation,
    String weights,
    List<Product> products,
    List<Pruning> pruning,
    int fanIn,
    double safeSparsity,
    List<Correlated> correlated,
    List<String> notes) {
  /** Above it a command takes more than half a minute. */
  private static final double MOST_OPERATIONS = 4e10;

  /** Products and powers that the norm of a matrix takes, each n² operations. */
  private static final double NORM = 800;

  public JacobianReport {
    products = List.copyOf(products);
    pruning = List.copyOf(pruning);
    correlated = List.copyOf(correlated);
    notes = List.copyOf(notes);
  }

  /**
   * A product of m layers.
   *
   * @param layers m
   * @param limitNorm of the largest singular value at infinite width; null where no closed form is
   *     known
   * @param norm of drawn products, over the root of their mean squared singular value
   * @param limitMoment second moment of the squared singular values over the square of the first
   * @param moment of drawn products
   * @param logDeviation deviation of ln‖J‖²_F from draw to draw, for ReLU
   */
  public record Product(
      int layers,
      @Nullable Double limitNorm,
      Estimate norm,
      double limitMoment,
      Estimate moment,
      @Nullable Double logDeviation) {}

  /**
   * A pruned layer.
   *
   * @param sparsity s
   * @param randomFactor (1 − s)^(−1/2), on weights that remain after pruning at random
   * @param magnitudeShare m(s), what the largest Gaussian weights hold of the squared norm
   * @param magnitudeFactor m(s)^(−1/2), after pruning by magnitude
   * @param connectivity n(1 − s)/ln n
   * @param denseEnough whether that is at least 4
   * @param norm of drawn layers, pruned at random and rescaled; 2 if dense enough
   */
  public record Pruning(
      double sparsity,
      double randomFactor,
      double magnitudeShare,
      double magnitudeFactor,
      double connectivity,
      boolean denseEnough,
      Estimate norm) {}

  /**
   * A layer whose weights share a component.
   *
   * @param strength ρ·n
   * @param correlation ρ of any two weights
   * @param limitNorm θ + 1/θ with θ = √(ρn), or 2
   * @param norm of drawn layers
   */
  public record Correlated(double strength, double correlation, double limitNorm, Estimate norm) {}

  /**
   * What to ask.
   *
   * @param activation φ
   * @param variance q of the pre-activations, which matters unless φ is ReLU-like
   * @param orthogonal whether weights are orthogonal
   * @param layers depths of the products
   * @param sparsities of pruned layers
   * @param fanIn their inputs
   * @param strengths ρ·n of layers with a common component
   */
  public record Question(
      Activation activation,
      double variance,
      boolean orthogonal,
      List<Integer> layers,
      List<Double> sparsities,
      int fanIn,
      List<Double> strengths) {
    public Question {
      Domain.positive("the variance of the pre-activations", variance);
      layers = List.copyOf(layers);
      layers.forEach(m -> Domain.atLeast("a number of layers", m, 1));
      sparsities = List.copyOf(sparsities);
      strengths = List.copyOf(strengths);
    }
  }

  /**
   * What to draw.
   *
   * @param width n
   * @param draws independent ones, at least 2
   * @param seed of the first; the others follow
   */
  public record Drawing(int width, int draws, long seed) {
    public Drawing {
      Domain.atLeast("the width", width, 2);
      Domain.atLeast("the number of draws", draws, 2);
    }
  }

  /**
   * The report.
   *
   * @throws IllegalArgumentException if a number is outside its range
   * @throws UsageException if the drawing would take too long
   */
  public static JacobianReport of(Question question, Drawing drawing) {
    requireFeasible(question, drawing);
    return new JacobianMeasurement(question, drawing).report();
  }

  private static void requireFeasible(Question question, Drawing drawing) {
    double n = drawing.width;
    question.strengths.forEach(
        strength -> Domain.within("a strength, which is at most the width,", strength, 0, n));
    double products =
        question.layers.stream().mapToDouble(m -> (m + 2) * n * n * n + NORM * n * n).sum();
    double layers = (question.sparsities.size() + question.strengths.size()) * NORM * n * n;
    double operations = drawing.draws * (products + layers);
    if (operations > MOST_OPERATIONS) {
      throw new UsageException(
          "drawing takes at most %.0e multiplications, got %.1e for %d draws of width %d; lower --width, --draws or the depths"
              .formatted(MOST_OPERATIONS, operations, drawing.draws, drawing.width));
    }
  }
}
