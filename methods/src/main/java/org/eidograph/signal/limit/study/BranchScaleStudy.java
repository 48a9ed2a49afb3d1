// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.limit.study;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.eidograph.study.Measured;
import org.eidograph.study.Seeds;
import org.eidograph.study.StudyPlan;
import org.eidograph.theory.kernel.KernelSpectrum;
import org.eidograph.theory.limit.CommutingLimit;
import org.eidograph.theory.limit.FiniteNetworkSimulation;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.signal.BranchSchedule;
import org.eidograph.theory.signal.CorrelationMap;
import org.eidograph.theory.signal.Initialization;
import org.eidograph.theory.signal.ResidualFlow;
import org.eidograph.theory.signal.ResidualGradientSimulation;
import org.eidograph.theory.signal.ResidualKernel;
import org.eidograph.train.engine.Workers;

/**
 * Variance, gradient and correlation of drawn residual ReLU networks under three ways to scale
 * their branches, σ_w² = 2 (Hayou et al., Stable ResNet, 2020, arXiv 2010.12859).
 */
public final class BranchScaleStudy {
  private static final double HE = Math.sqrt(2);
  private static final int WIDTH = 256;
  private static final int POINTS = 5;
  private static final int UNSCALED_BRANCHES = 50;
  private static final int UNIFORM_BRANCHES = 100;
  private static final int DECREASING_BRANCHES = 1000;

  private BranchScaleStudy() {}

  /**
   * What was found.
   *
   * @param unscaled networks of 50 branches at full size
   * @param uniform networks of 100 branches, each over √100
   * @param decreasing networks of 1000 branches, each over √l·ln(l + 1)
   * @param correlation mean of q(a, b)/q(a, a) of the uniform networks from c_0 = 1/2
   */
  public record Result(Drawn unscaled, Drawn uniform, Drawn decreasing, Measured correlation) {
    /** The numbers of the claims, by their ids. */
    public Map<String, Measured> measured() {
      Map<String, Measured> measured = new LinkedHashMap<>();
      measured.put("SR-variance-none", perBranch(unscaled.logVariance));
      measured.put("SR-gradient-none", perBranch(unscaled.logGradient));
      measured.put("SR-variance-uniform", uniform.variance);
      measured.put("SR-gradient-uniform", uniform.gradient);
      measured.put("SR-variance-decreasing", decreasing.variance);
      measured.put("SR-correlation-uniform", correlation);
      return measured;
    }

    private Measured perBranch(Measured whole) {
      return new Measured(whole.value() / UNSCALED_BRANCHES, whole.error() / UNSCALED_BRANCHES);
    }
  }

  /** Growth over all branches, with errors over seeds. */
  public record Drawn(
      int branches,
      Measured logVariance,
      Measured variance,
      Measured logGradient,
      Measured gradient) {}

  /** Runs the study. */
  public static Result run(StudyPlan plan, Workers workers) {
    long[] seeds = Seeds.USUAL.of(plan);
    int networks = plan.fast() ? 20 : 40;
    return new Result(
        drawn(BranchSchedule.unscaled(), UNSCALED_BRANCHES, networks, workers, seeds),
        drawn(BranchSchedule.uniform(), UNIFORM_BRANCHES, networks, workers, seeds),
        drawn(new BranchSchedule.Decreasing(0), DECREASING_BRANCHES, networks, workers, seeds),
        correlation(networks, workers, seeds));
  }

  private static Drawn drawn(
      BranchSchedule schedule, int branches, int networks, Workers workers, long[] seeds) {
    double[] scales = schedule.scales(branches);
    SeedRuns<ResidualGradientSimulation.Result> runs =
        SeedRuns.of(
            workers,
            seeds,
            seed ->
                ResidualGradientSimulation.run(
                    new ResidualGradientSimulation.Settings(WIDTH, networks, HE, seed), scales));
    return new Drawn(
        branches,
        runs.mean(each -> each.logVariance().value()),
        runs.mean(each -> each.variance().value()),
        runs.mean(each -> each.logGradient().value()),
        runs.mean(each -> each.gradient().value()));
  }

  private static Measured correlation(int networks, Workers workers, long[] seeds) {
    double[] scales = new BranchSchedule.Uniform(HE).scales(UNIFORM_BRANCHES);
    CommutingLimit limit = CommutingLimit.at(1, 0.5, 2);
    return SeedRuns.of(
            workers,
            seeds,
            seed ->
                FiniteNetworkSimulation.residual(
                    new FiniteNetworkSimulation.Settings(WIDTH, networks, 0.5, seed),
                    limit,
                    scales))
        .mean(each -> each.covariance().value() / each.variance().value());
  }

  /**
   * Numbers of the infinitely wide networks: whether distinct inputs stay distinct.
   *
   * @param residual smallest eigenvalue of the correlations of five points on a circle at U = 1
   * @param plain the same behind a plain network of 100 layers
   * @param unscaledRate l²(1 − c) of the unscaled network at l = 100000
   * @param depthError L·(e^½ − q_L) of the uniform network with σ_w² = 1 at L = 100
   */
  public record Limits(double residual, double plain, double unscaledRate, double depthError) {
    /** The numbers of the claims, by their ids. */
    public Map<String, Measured> measured() {
      return Map.of(
          "SR-points-residual", Measured.exactly(residual),
          "SR-points-plain", Measured.exactly(plain),
          "SR-rate-none", Measured.exactly(unscaledRate),
          "SR-depth-error", Measured.exactly(depthError));
    }
  }

  /** Computes the limits; nothing is random. */
  public static Limits limits() {
    int layers = 100_000;
    double gamma = ResidualKernel.relu(HE).run(0.5, BranchSchedule.unscaled(), layers).gamma();
    double finite = ResidualKernel.relu(1).run(0.5, BranchSchedule.uniform(), 100).variance(1);
    return new Limits(
        residualEigenvalue(1),
        plainEigenvalue(100),
        gamma * layers * layers,
        100 * (Math.exp(0.5) - finite));
  }

  /** Smallest eigenvalue behind a plain He-initialised network; falls to 0 with depth. */
  public static double plainEigenvalue(int layers) {
    CorrelationMap plain = CorrelationMap.of(Activation.relu(), new Initialization(HE, 0), 1);
    return smallestEigenvalue(difference -> plain.gammaAfter(difference, layers));
  }

  /** Smallest eigenvalue behind a residual network of effective depth U. */
  public static double residualEigenvalue(double depth) {
    return smallestEigenvalue(difference -> ResidualFlow.relu().at(difference, depth).gamma());
  }

  private static double smallestEigenvalue(DoubleUnaryOperator image) {
    double[] packed = new double[POINTS * (POINTS + 1) / 2];
    for (int i = 0, at = 0; i < POINTS; i++) {
      for (int j = 0; j <= i; j++, at++) {
        packed[at] = 1 - image.applyAsDouble(1 - Math.cos(2 * Math.PI * (i - j) / POINTS));
      }
    }
    return Arrays.stream(KernelSpectrum.of(packed, POINTS).eigenvalues()).min().orElseThrow();
  }
}
