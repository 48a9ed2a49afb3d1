// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.limit.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.eidograph.study.Measured;
import org.eidograph.study.Seeds;
import org.eidograph.study.StudyPlan;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Smooth;
import org.eidograph.theory.signal.EdgeOfChaos;
import org.eidograph.theory.signal.JacobianSimulation;
import org.eidograph.theory.signal.JacobianSimulation.Average;
import org.eidograph.theory.signal.JacobianSimulation.Drawn;
import org.eidograph.theory.signal.JacobianSpectrum;
import org.eidograph.train.engine.Workers;

/**
 * Norm and second moment of products of random layers beside their limits (Dadoun et al., On the
 * Stability of the Jacobian Matrix in Deep Neural Networks, 2025, arXiv 2506.08764).
 */
public final class JacobianStudy {
  private static final int LINEAR_WIDTH = 600;
  private static final List<Integer> LINEAR = List.of(1, 2, 3, 5);
  private static final List<Integer> RELU = List.of(2, 5, 10);

  /** Limiting variance of tanh on the edge of chaos at σ_b = 0.2. */
  private static final double VARIANCE = EdgeOfChaos.point(Smooth.TANH, 0.2).variance();

  private JacobianStudy() {}

  /**
   * Products of m layers.
   *
   * @param norm mean of ‖J‖ over √(tr(JJᵀ)/n), the limit of which is 1
   * @param limitNorm where it goes with the width
   * @param ratio mean of tr((JJᵀ)²)/n over (tr(JJᵀ)/n)²
   * @param limitRatio where that goes
   */
  public record Line(
      int factors, Measured norm, double limitNorm, Measured ratio, double limitRatio) {
    Measured normOverLimit() {
      return new Measured(norm.value() / limitNorm, norm.error() / limitNorm);
    }

    Measured ratioOverLimit() {
      return new Measured(ratio.value() / limitRatio, ratio.error() / limitRatio);
    }
  }

  /**
   * What was found.
   *
   * @param linear products of Gaussian matrices
   * @param relu products with ReLU's masks
   * @param tanh five layers of tanh on the edge of chaos, Gaussian weights; its norm has no limit
   *     in closed form
   * @param orthogonal the same with orthogonal weights
   */
  public record Result(List<Line> linear, List<Line> relu, Line tanh, Line orthogonal) {
    public Result {
      linear = List.copyOf(linear);
      relu = List.copyOf(relu);
    }

    /** The numbers of the claims, by their ids. */
    public Map<String, Measured> measured() {
      Map<String, Measured> measured = new LinkedHashMap<>();
      linear.forEach(line -> measured.put("JA-norm-" + line.factors, line.normOverLimit()));
      measured.put("JA-moment-5", linear.get(3).ratioOverLimit());
      relu.forEach(line -> measured.put("JA-relu-norm-" + line.factors, line.normOverLimit()));
      measured.put("JA-relu-moment-5", relu.get(1).ratio);
      measured.put("JA-relu-moment-10", relu.get(2).ratio);
      measured.put("JA-tanh-moment", tanh.ratio);
      measured.put("JA-orthogonal-moment", orthogonal.ratio);
      return measured;
    }
  }

  /** Runs the study. */
  public static Result run(StudyPlan plan, Workers workers) {
    long[] seeds = Seeds.USUAL.of(plan);
    int width = plan.fast() ? 200 : 400;
    List<Line> linear =
        LINEAR.stream()
            .map(
                m ->
                    line(
                        m,
                        runs(
                            2,
                            workers,
                            seeds,
                            seed -> JacobianSimulation.linear(LINEAR_WIDTH, m, seed)),
                        JacobianSpectrum.linearNorm(m),
                        m + 1))
            .toList();
    List<Line> relu =
        RELU.stream()
            .map(
                m ->
                    line(
                        m,
                        runs(4, workers, seeds, seed -> JacobianSimulation.relu(width, m, seed)),
                        JacobianSpectrum.maskedNorm(m, 0.5, 2),
                        JacobianSpectrum.secondMomentRatio(Activation.relu(), 1, m)))
            .toList();
    return new Result(linear, relu, tanh(plan, workers, false), tanh(plan, workers, true));
  }

  private static Line tanh(StudyPlan plan, Workers workers, boolean orthogonal) {
    int width = plan.fast() ? 100 : 200;
    double limit =
        orthogonal
            ? JacobianSpectrum.orthogonalSecondMomentRatio(Smooth.TANH, VARIANCE, 5)
            : JacobianSpectrum.secondMomentRatio(Smooth.TANH, VARIANCE, 5);
    LongFunction<Drawn> draw =
        orthogonal
            ? seed -> JacobianSimulation.orthogonal(Smooth.TANH, VARIANCE, width, 5, seed)
            : seed -> JacobianSimulation.activated(Smooth.TANH, VARIANCE, width, 5, seed);
    return line(5, runs(4, workers, Seeds.USUAL.of(plan), draw), Double.NaN, limit);
  }

  private static SeedRuns<Average> runs(
      int draws, Workers workers, long[] seeds, LongFunction<Drawn> draw) {
    return SeedRuns.of(workers, seeds, seed -> JacobianSimulation.average(draws, seed, draw));
  }

  private static Line line(int factors, SeedRuns<Average> runs, double limit, double limitRatio) {
    return new Line(
        factors,
        runs.mean(each -> each.relativeNorm().value()),
        limit,
        runs.mean(each -> each.secondMomentRatio().value()),
        limitRatio);
  }
}
