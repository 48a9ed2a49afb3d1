// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.LongFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Domain;
import org.eidograph.theory.moments.Estimate;
import org.eidograph.theory.moments.GaussianMoments;
import org.eidograph.theory.moments.Normal;

/**
 * Draws finite random Jacobians and weight matrices, beside {@link JacobianSpectrum} and {@link
 * PrunedCriticality}.
 *
 * <p>One draw per call, {@link #average} for many; a product of m factors of width n costs m·n³
 * multiply-adds.
 */
public final class JacobianSimulation {
  private JacobianSimulation() {}

  /**
   * Spectrum of one drawn Jacobian.
   *
   * @param norm largest singular value
   * @param firstMoment tr(JJᵀ)/n
   * @param secondMoment tr((JJᵀ)²)/n
   */
  public record Drawn(double norm, double firstMoment, double secondMoment) {
    /** tr((JJᵀ)²)/n over (tr(JJᵀ)/n)². */
    public double secondMomentRatio() {
      return secondMoment / (firstMoment * firstMoment);
    }

    /** ‖J‖ over √(tr(JJᵀ)/n), which fluctuates far less than the norm itself. */
    public double relativeNorm() {
      return norm / Math.sqrt(firstMoment);
    }
  }

  /**
   * Means over independent draws, with standard errors.
   *
   * @param firstMoment tr(JJᵀ)/n
   * @param secondMomentRatio tr((JJᵀ)²)/n over (tr(JJᵀ)/n)²
   * @param relativeNorm ‖J‖ over √(tr(JJᵀ)/n); finite width lowers it by order (m/n)^(2/3)
   */
  public record Average(Estimate firstMoment, Estimate secondMomentRatio, Estimate relativeNorm) {}

  /**
   * Draws with seeds {@code seed}, {@code seed + 1}, …
   *
   * @param draw from a seed to a drawn Jacobian, such as {@code seed -> relu(200, 10, seed)}
   */
  public static Average average(int draws, long seed, LongFunction<Drawn> draw) {
    List<Drawn> drawn =
        LongStream.range(seed, seed + Domain.atLeast("draws", draws, 2)).mapToObj(draw).toList();
    return new Average(
        mean(drawn, Drawn::firstMoment),
        mean(drawn, Drawn::secondMomentRatio),
        mean(drawn, Drawn::relativeNorm));
  }

  private static Estimate mean(List<Drawn> drawn, ToDoubleFunction<Drawn> quantity) {
    return Estimate.ofSamples(drawn.stream().mapToDouble(quantity).toArray());
  }

  /** {@code Π W_l} with W_ij ~ N(0, 1/n). */
  public static Drawn linear(int width, int factors, long seed) {
    return product(width, factors, seed, random -> 1, JacobianSimulation::gaussian);
  }

  /** {@code Π W_l D_l} with D a fair 0/1 mask and W_ij ~ N(0, 2/n): ReLU with independent gates. */
  public static Drawn relu(int width, int factors, long seed) {
    return product(
        width,
        factors,
        seed,
        random -> random.nextBoolean() ? Math.sqrt(2) : 0,
        JacobianSimulation::gaussian);
  }

  /**
   * {@code Π W_l D_l} with D the slopes of φ at independent N(0, q) pre-activations and critical
   * weights, {@code σ_w²·E[φ'²] = 1}.
   */
  public static Drawn activated(Activation phi, double q, int width, int factors, long seed) {
    return product(width, factors, seed, slopes(phi, q), JacobianSimulation::gaussian);
  }

  /** The same with orthogonal weights, {@code W Wᵀ = σ_w²·I}. */
  public static Drawn orthogonal(Activation phi, double q, int width, int factors, long seed) {
    return product(width, factors, seed, slopes(phi, q), RandomMatrix::orthogonal);
  }

  private static ToDoubleFunction<SplittableRandom> slopes(Activation phi, double q) {
    double sigmaW = 1 / Math.sqrt(GaussianMoments.slopeSecondMoment(phi, q));
    double root = Math.sqrt(q);
    return random -> sigmaW * phi.derivative(root * random.nextGaussian());
  }

  private static RandomMatrix gaussian(int width, SplittableRandom random) {
    return RandomMatrix.gaussian(width, 1 / Math.sqrt(width), random);
  }

  private static Drawn product(
      int width,
      int factors,
      long seed,
      ToDoubleFunction<SplittableRandom> slope,
      BiFunction<Integer, SplittableRandom, RandomMatrix> weights) {
    Domain.atLeast("width", width, 1);
    Domain.atLeast("factors", factors, 1);
    SplittableRandom random = new SplittableRandom(seed);
    RandomMatrix jacobian = weights.apply(width, random).scaleColumns(slope, random);
    for (int l = 1; l < factors; l++) {
      jacobian = weights.apply(width, random).scaleColumns(slope, random).times(jacobian);
    }
    return new Drawn(jacobian.norm(random), jacobian.firstMoment(), jacobian.secondMoment());
  }

  /** Which weights a mask of given sparsity keeps. */
  public enum Mask {
    /** Any, with equal probability. */
    RANDOM,
    /** The largest, by the threshold of Gaussian weights. */
    MAGNITUDE
  }

  /**
   * {@link #relu} with pruned weights.
   *
   * @param sparsity share of weights that are 0
   * @param rescale factor on those that remain, 1 for none; see {@link PrunedCriticality#rescale}
   */
  public static Drawn pruned(
      Mask mask, double sparsity, double rescale, int width, int factors, long seed) {
    PrunedCriticality.randomSecondMoment(sparsity); // refuses what is not a sparsity
    Domain.positive("the factor on remaining weights", rescale);
    double threshold = Normal.absoluteQuantile(sparsity);
    return product(
        width,
        factors,
        seed,
        random -> random.nextBoolean() ? Math.sqrt(2) * rescale : 0,
        (n, random) -> pruned(gaussian(n, random), mask, sparsity, threshold, random));
  }

  private static RandomMatrix pruned(
      RandomMatrix matrix, Mask mask, double sparsity, double threshold, SplittableRandom random) {
    double bound = threshold / Math.sqrt(matrix.n);
    for (int i = 0; i < matrix.entries.length; i++) {
      boolean kept =
          mask == Mask.MAGNITUDE
              ? Math.abs(matrix.entries[i]) >= bound
              : random.nextDouble() >= sparsity;
      matrix.entries[i] = kept ? matrix.entries[i] : 0;
    }
    return matrix;
  }

  /** Norm of a Gaussian matrix whose entries are kept with probability p and rescaled to 1/(np). */
  public static double sparseNorm(int width, double keep, long seed) {
    Domain.within("the kept share", keep, Double.MIN_NORMAL, 1);
    SplittableRandom random = new SplittableRandom(seed);
    RandomMatrix matrix = new RandomMatrix(Domain.atLeast("width", width, 1));
    double deviation = 1 / Math.sqrt(width * keep);
    for (int i = 0; i < matrix.entries.length; i++) {
      matrix.entries[i] = random.nextDouble() < keep ? deviation * random.nextGaussian() : 0;
    }
    return matrix.norm(random);
  }

  /** Norm of a Gaussian matrix whose entries share a common component, fixed to its deviation. */
  public static double correlatedNorm(int width, double correlation, long seed) {
    Domain.within("the correlation of weights", correlation, 0, 1);
    SplittableRandom random = new SplittableRandom(seed);
    RandomMatrix matrix =
        RandomMatrix.gaussian(
            Domain.atLeast("width", width, 1), Math.sqrt((1 - correlation) / width), random);
    double shared = Math.sqrt(correlation / width);
    for (int i = 0; i < matrix.entries.length; i++) {
      matrix.entries[i] += shared;
    }
    return matrix.norm(random);
  }
}
