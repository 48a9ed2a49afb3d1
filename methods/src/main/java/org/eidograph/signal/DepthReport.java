// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eidograph.theory.kernel.NtkDepthReport;
import org.eidograph.theory.kernel.NtkLimit;
import org.eidograph.theory.kernel.NtkTrajectory;
import org.eidograph.theory.signal.SignalPhase;
import org.eidograph.theory.signal.SignalPhase.Phase;
import org.jspecify.annotations.Nullable;

/**
 * How deep a plain network of some initialisation can be: its phase, its depth scales, its kernels
 * over the layers, and the depth to which inputs can still be told apart.
 *
 * <pre>
 * ξ_q = −1/ln F'(q)       ξ_c = −1/ln f'(c*)       ξ_grad = 1/|ln χ_1|
 * </pre>
 *
 * <p>Depth scales after Schoenholz, Gilmer, Ganguli, Sohl-Dickstein, Deep Information Propagation
 * (2017, arXiv 1611.01232), whose experiments trained networks up to about 6·ξ_c; kernels after
 * Hayou, Doucet, Rousseau (2019, arXiv 1905.13654). What does not exist is null: depth scales where
 * nothing is exponential, all of them where the variance diverges or vanishes.
 *
 * @param activation φ
 * @param sigmaB σ_b
 * @param sigmaW σ_w
 * @param inputVariance ‖x‖²/d of both inputs
 * @param inputCorrelation cosine of the inputs
 * @param phase ordered, edge, chaotic, diverging or vanishing
 * @param q limiting variance
 * @param chi χ_1 at q
 * @param fPrime F'(q)
 * @param limitCorrelation c*
 * @param varianceDepth ξ_q, layers
 * @param correlationDepth ξ_c, layers
 * @param gradientDepth ξ_grad: layers over which a gradient changes e-fold
 * @param trainableDepth 6·ξ_c, layers
 * @param usefulDepth deepest network looked at whose normalised tangent kernel spreads by more than
 *     0.001 over inputs of correlation −0.9 to 0.9
 * @param usefulDepthIsMore whether that is the deepest looked at, so that it may be more
 * @param tangentLimit what the tangent kernel becomes
 * @param path kernels on the way
 * @param notes what to mind
 */
public record DepthReport(
    String activation,
    double sigmaB,
    double sigmaW,
    double inputVariance,
    double inputCorrelation,
    String phase,
    @Nullable Double q,
    @Nullable Double chi,
    @Nullable Double fPrime,
    @Nullable Double limitCorrelation,
    @Nullable Double varianceDepth,
    @Nullable Double correlationDepth,
    @Nullable Double gradientDepth,
    @Nullable Double trainableDepth,
    int usefulDepth,
    boolean usefulDepthIsMore,
    @Nullable TangentLimit tangentLimit,
    List<Layer> path,
    List<String> notes) {
  /** Schoenholz et al. (2017): networks trained up to about so many ξ_c. */
  private static final double TRAINABLE = 6;

  /**
   * The tangent kernel at great depth.
   *
   * @param kind constant (all pairs alike), average (K/L has a limit) or diverging
   * @param value the constant; λ, the normalised kernel of two different inputs; or χ_1, the growth
   *     of the diagonal per layer
   * @param logarithmic for average: coefficient of ln L/L on the way there, null if not known
   */
  public record TangentLimit(String kind, double value, @Nullable Double logarithmic) {
    static TangentLimit of(NtkLimit limit) {
      if (limit instanceof NtkLimit.Constant constant) {
        return new TangentLimit("constant", constant.constant(), null);
      }
      if (limit instanceof NtkLimit.Average average) {
        return new TangentLimit("average", average.offDiagonal(), finite(average.logarithmic()));
      }
      return new TangentLimit("diverging", ((NtkLimit.Diverging) limit).growth(), null);
    }
  }

  /**
   * Both inputs at one depth.
   *
   * @param depth dense layers
   * @param variance of a coordinate
   * @param correlation of the two inputs
   * @param difference 1 − correlation, with its digits where they are nearly alike
   * @param tangent tangent kernel of the two inputs
   * @param tangentDiagonal of one input with itself
   * @param ratio of the two
   */
  public record Layer(
      int depth,
      double variance,
      double correlation,
      double difference,
      double tangent,
      double tangentDiagonal,
      double ratio) {
    static Layer of(NtkTrajectory.Point point) {
      return new Layer(
          point.depth(),
          point.variance(),
          point.correlation(),
          point.gamma(),
          point.ntk(),
          point.ntkDiagonal(),
          point.ratio());
    }
  }

  /** The answer for a network and two inputs. */
  public static DepthReport of(DepthQuestion question) {
    NtkDepthReport report =
        NtkDepthReport.of(
            question.network(), question.inputVariance(), question.inputGamma(), question.depth());
    SignalPhase phase = report.phase();
    Double correlationDepth = finite(phase.correlationDepth());
    NtkLimit limit = report.limit();
    return new DepthReport(
        question.phi().label(),
        question.init().sigmaB(),
        question.init().sigmaW(),
        question.inputVariance(),
        question.inputCorrelation(),
        phase.phase().name().toLowerCase(Locale.ROOT),
        finite(phase.variance()),
        finite(phase.chi()),
        finite(phase.varianceSlope()),
        finite(1 - phase.limitGamma()),
        finite(phase.varianceDepth()),
        correlationDepth,
        phase.phase() == Phase.EDGE ? null : finite(1 / Math.abs(Math.log(phase.chi()))),
        correlationDepth == null ? null : TRAINABLE * correlationDepth,
        report.usefulDepth(),
        report.usefulDepth() == question.depth(),
        limit == null ? null : TangentLimit.of(limit),
        report.points().stream().map(Layer::of).toList(),
        notes(phase, report.points(), question.depth()));
  }

  private static List<String> notes(
      SignalPhase phase, List<NtkTrajectory.Point> points, int depth) {
    List<String> notes = new ArrayList<>();
    switch (phase.phase()) {
      case ORDERED ->
          notes.add("inputs become alike and gradients vanish; a larger sigma_w leads to the edge");
      case CHAOTIC ->
          notes.add(
              "close inputs are torn apart and gradients explode; a smaller sigma_w leads to the"
                  + " edge");
      case DIVERGING ->
          notes.add("the variance grows without end; take a smaller sigma_w, or normalise");
      case VANISHING -> notes.add("the variance falls to 0; take a larger sigma_w");
      case EDGE -> {
        if (phase.varianceSlope() > 1) {
          notes.add("the variance is not stable: the inputs must be scaled to it, or normalised");
        }
      }
    }
    boolean beyond = points.isEmpty() || points.get(points.size() - 1).depth() * 10L < depth;
    if (beyond) {
      notes.add(
          "kernels are followed no further: they grow or vanish beyond use before the last depth"
              + " asked for");
    }
    return List.copyOf(notes);
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
