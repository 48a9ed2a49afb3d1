// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.limit.study;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.eidograph.study.Measured;
import org.eidograph.study.Seeds;
import org.eidograph.study.Statistics;
import org.eidograph.study.StudyPlan;
import org.eidograph.theory.signal.JacobianSimulation;
import org.eidograph.theory.signal.JacobianSimulation.Drawn;
import org.eidograph.theory.signal.JacobianSimulation.Mask;
import org.eidograph.theory.signal.PrunedCriticality;
import org.eidograph.train.engine.Workers;

/**
 * What pruning does to products of layers, which factor mends it, and when a layer is too sparse or
 * too correlated for the theory of dense ones (Dadoun et al., 2025, arXiv 2506.08764; Hayou et al.,
 * Robust Pruning at Initialization, 2021, arXiv 2002.08797).
 */
public final class PrunedLayerStudy {
  private static final double SPARSITY = 0.9;
  private static final int FACTORS = 5;
  private static final int SPARSE_WIDTH = 1500;
  private static final int CORRELATED_WIDTH = 1000;

  private PrunedLayerStudy() {}

  /**
   * What was found.
   *
   * @param kept share of the squared norm that the largest tenth of Gaussian weights holds
   * @param random tr(JJᵀ)/n of five layers pruned at random and rescaled by (1 − s)^(−1/2)
   * @param magnitude the same, pruned by magnitude and rescaled by m(s)^(−1/2)
   * @param bare ln of it a layer, pruned by magnitude and not rescaled
   * @param excessive ln of it a layer, pruned by magnitude and rescaled as if at random
   * @param dense norm of a layer of 1500 units with a tenth of its weights, rescaled
   * @param sparse with 0.5 % of its weights
   * @param outlier norm of a layer with a common component ρ = 4/n
   * @param largeOutlier with ρ = 9/n
   */
  public record Result(
      Measured kept,
      Measured random,
      Measured magnitude,
      Measured bare,
      Measured excessive,
      Measured dense,
      Measured sparse,
      Measured outlier,
      Measured largeOutlier) {
    /** The numbers of the claims, by their ids. */
    public Map<String, Measured> measured() {
      Map<String, Measured> measured = new LinkedHashMap<>();
      measured.put("JP-kept", kept);
      measured.put("JP-random", random);
      measured.put("JP-magnitude", magnitude);
      measured.put("JP-bare", bare);
      measured.put("JP-excessive", excessive);
      measured.put("JP-dense", dense);
      measured.put("JP-sparse", sparse);
      measured.put("JP-outlier-4", outlier);
      measured.put("JP-outlier-9", largeOutlier);
      return measured;
    }
  }

  /** Runs the study. */
  public static Result run(StudyPlan plan, Workers workers) {
    long[] seeds = Seeds.USUAL.of(plan);
    Products products = new Products(plan, workers, seeds);
    double right = PrunedCriticality.rescale(PrunedCriticality.magnitudeSecondMoment(SPARSITY));
    double wrong = PrunedCriticality.rescale(PrunedCriticality.randomSecondMoment(SPARSITY));
    return new Result(
        kept(workers, seeds),
        products.firstMoment(Mask.RANDOM, wrong),
        products.firstMoment(Mask.MAGNITUDE, right),
        products.growth(1),
        products.growth(wrong),
        norm(workers, seeds, seed -> JacobianSimulation.sparseNorm(SPARSE_WIDTH, 0.1, seed)),
        norm(workers, seeds, seed -> JacobianSimulation.sparseNorm(SPARSE_WIDTH, 0.005, seed)),
        norm(workers, seeds, seed -> correlated(4, seed)),
        norm(workers, seeds, seed -> correlated(9, seed)));
  }

  private static double correlated(double strength, long seed) {
    return JacobianSimulation.correlatedNorm(CORRELATED_WIDTH, strength / CORRELATED_WIDTH, seed);
  }

  private static Measured norm(Workers workers, long[] seeds, LongFunction<Double> draw) {
    return SeedRuns.of(workers, seeds, draw).mean(Double::doubleValue);
  }

  /** Products of pruned layers. */
  private record Products(StudyPlan plan, Workers workers, long[] seeds) {
    Measured firstMoment(Mask mask, double rescale) {
      return runs(mask, rescale).mean(draws -> Statistics.mean(moments(draws)));
    }

    /** Mean logarithm of the first moment, a layer. */
    Measured growth(double rescale) {
      return runs(Mask.MAGNITUDE, rescale)
          .mean(
              draws ->
                  Statistics.mean(Arrays.stream(moments(draws)).map(Math::log).toArray())
                      / FACTORS);
    }

    private static double[] moments(List<Drawn> draws) {
      return draws.stream().mapToDouble(Drawn::firstMoment).toArray();
    }

    private SeedRuns<List<Drawn>> runs(Mask mask, double rescale) {
      int width = plan.fast() ? 200 : 300;
      return SeedRuns.of(
          workers,
          seeds,
          seed ->
              IntStream.range(0, 16)
                  .mapToObj(
                      i ->
                          JacobianSimulation.pruned(
                              mask, SPARSITY, rescale, width, FACTORS, seed + i))
                  .toList());
    }
  }

  private static Measured kept(Workers workers, long[] seeds) {
    return SeedRuns.of(workers, seeds, PrunedLayerStudy::kept).mean(Double::doubleValue);
  }

  /** With the mask of the weights themselves, not of their law. */
  private static double kept(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] weights = new double[100_000];
    Arrays.setAll(weights, i -> random.nextGaussian());
    double[] sizes = Arrays.stream(weights).map(Math::abs).sorted().toArray();
    double threshold = sizes[(int) Math.round(SPARSITY * sizes.length)];
    boolean[] mask = new boolean[weights.length];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = Math.abs(weights[i]) >= threshold;
    }
    return PrunedCriticality.secondMoment(weights, mask);
  }
}
