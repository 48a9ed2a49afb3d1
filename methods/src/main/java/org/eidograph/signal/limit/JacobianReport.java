// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import org.eidograph.base.UsageException;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Domain;
import org.eidograph.theory.moments.Estimate;
import org.eidograph.theory.moments.PiecewiseLinear;
import org.eidograph.theory.signal.JacobianSimulation;
import org.eidograph.theory.signal.JacobianSimulation.Average;
import org.eidograph.theory.signal.JacobianSimulation.Drawn;
import org.eidograph.theory.signal.JacobianSpectrum;
import org.eidograph.theory.signal.PrunedCriticality;
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
    List<Pruning> pruning =
        question.sparsities.stream().map(s -> pruning(s, question.fanIn, drawing)).toList();
    return new JacobianReport(
        question.activation.label(),
        question.orthogonal ? "orthogonal" : "gaussian",
        question.layers.stream().map(m -> product(m, question, drawing)).toList(),
        pruning,
        question.fanIn,
        PrunedCriticality.safeSparsity(question.fanIn),
        question.strengths.stream().map(strength -> correlated(strength, drawing)).toList(),
        notes(question, pruning));
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

  private static Product product(int layers, Question question, Drawing drawing) {
    Activation phi = question.activation;
    double q = question.variance;
    Average drawn =
        JacobianSimulation.average(
            drawing.draws, drawing.seed, seed -> draw(question, drawing.width, layers, seed));
    return new Product(
        layers,
        question.orthogonal ? null : limitNorm(phi, layers),
        drawn.relativeNorm(),
        question.orthogonal
            ? JacobianSpectrum.orthogonalSecondMomentRatio(phi, q, layers)
            : JacobianSpectrum.secondMomentRatio(phi, q, layers),
        drawn.secondMomentRatio(),
        isRelu(phi) && !question.orthogonal
            ? JacobianSpectrum.reluLogNormDeviation(layers, drawing.width)
            : null);
  }

  private static Drawn draw(Question question, int width, int layers, long seed) {
    return question.orthogonal
        ? JacobianSimulation.orthogonal(question.activation, question.variance, width, layers, seed)
        : JacobianSimulation.activated(question.activation, question.variance, width, layers, seed);
  }

  private static @Nullable Double limitNorm(Activation phi, int layers) {
    if (isRelu(phi)) {
      return JacobianSpectrum.maskedNorm(layers, 0.5, 2);
    }
    return phi.equals(Activation.identity()) ? JacobianSpectrum.linearNorm(layers) : null;
  }

  private static boolean isRelu(Activation phi) {
    return phi.equals(new PiecewiseLinear(0, 1));
  }

  private static Pruning pruning(double sparsity, int fanIn, Drawing drawing) {
    double random = PrunedCriticality.randomSecondMoment(sparsity);
    double magnitude = PrunedCriticality.magnitudeSecondMoment(sparsity);
    return new Pruning(
        sparsity,
        PrunedCriticality.rescale(random),
        magnitude,
        PrunedCriticality.rescale(magnitude),
        PrunedCriticality.connectivity(fanIn, sparsity),
        PrunedCriticality.denseEnough(fanIn, sparsity),
        mean(drawing, seed -> JacobianSimulation.sparseNorm(drawing.width, random, seed)));
  }

  private static Correlated correlated(double strength, Drawing drawing) {
    double rho = strength / drawing.width;
    return new Correlated(
        strength,
        rho,
        PrunedCriticality.correlatedNorm(drawing.width, rho),
        mean(drawing, seed -> JacobianSimulation.correlatedNorm(drawing.width, rho, seed)));
  }

  private static Estimate mean(Drawing drawing, LongToDoubleFunction norm) {
    double[] norms =
        LongStream.range(drawing.seed, drawing.seed + drawing.draws).mapToDouble(norm).toArray();
    return Estimate.ofSamples(norms);
  }

  private static List<String> notes(Question question, List<Pruning> pruning) {
    List<String> notes = new ArrayList<>();
    for (Pruning line : pruning) {
      if (!line.denseEnough) {
        notes.add(
            "sparsity %s leaves %.1f of %d inputs a unit, fewer than 4·ln n = %.1f: the norm leaves its bulk; prune at most to %.4f"
                .formatted(
                    line.sparsity,
                    question.fanIn * (1 - line.sparsity),
                    question.fanIn,
                    4 * Math.log(question.fanIn),
                    PrunedCriticality.safeSparsity(question.fanIn)));
      }
    }
    notes.add(
        "the factor (1 - s)^(-1/2) is for masks that ignore the weights; after pruning by magnitude it is too large, for other scores take the kept share of the squared norm of each layer");
    return notes;
  }
}
