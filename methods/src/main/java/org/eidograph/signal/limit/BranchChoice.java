// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.limit;

import java.util.List;
import java.util.Locale;
import org.eidograph.base.NearestKey;
import org.eidograph.base.UsageException;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Domain;
import org.eidograph.theory.signal.BranchSchedule;
import org.eidograph.theory.signal.PreNormStack;
import org.eidograph.theory.signal.ResidualFlow;
import org.eidograph.theory.signal.ResidualKernel;
import org.jspecify.annotations.Nullable;

/**
 * A way to scale residual branches as a user names it.
 *
 * <pre>
 * none   uniform   decreasing   inverse-root   ramp   pre-norm
 * </pre>
 *
 * <p>{@code pre-norm} stands for branches at full size that read a normalised input of unit
 * variance, as in transformers; the input itself has variance 1.
 */
public sealed interface BranchChoice {
  /** Its name in tables. */
  String label();

  /** How q_L grows with the depth, in words. */
  String growth(double sigmaW);

  /** What L branches do. */
  Outcome at(int branches, double sigmaW, double correlation);

  /** Correlation at infinite depth; null where it has no closed form. */
  @Nullable Double limitCorrelation(double sigmaW, double correlation);

  /** λ_1 … λ_L of a network to be drawn; null if such networks cannot be drawn here. */
  double @Nullable [] drawnScales(int branches);

  /** Numbers at the output, as in {@link ResidualReport.Line}. */
  record Outcome(
      double firstScale,
      double lastScale,
      double logVariance,
      double logGradient,
      double correlation,
      @Nullable Double tangentRatio) {}

  /** All names. */
  List<String> NAMES = List.of("none", "uniform", "decreasing", "inverse-root", "ramp", "pre-norm");

  /**
   * The choice of a name.
   *
   * @param offset of a decreasing schedule
   * @throws UsageException if there is none of that name
   */
  static BranchChoice parse(String name, int offset) {
    return switch (name.strip().toLowerCase(Locale.ROOT)) {
      case "none" -> new Scaled("none", BranchSchedule.unscaled());
      case "uniform" -> new Scaled("uniform", BranchSchedule.uniform());
      case "decreasing" ->
          new Scaled(
              offset == 0 ? "decreasing" : "decreasing + " + offset,
              new BranchSchedule.Decreasing(offset));
      case "inverse-root" -> new Scaled("inverse-root", new BranchSchedule.InverseRoot());
      case "ramp" -> new Scaled("ramp", new BranchSchedule.Ramp());
      case "pre-norm" -> new Normalised();
      default ->
          throw new UsageException(
              "a schedule must be one of %s, got '%s'%s"
                  .formatted(
                      String.join(", ", NAMES),
                      name,
                      NearestKey.of(name, NAMES).map("; did you mean %s?"::formatted).orElse("")));
    };
  }

  /** Branches times λ_l. */
  record Scaled(String label, BranchSchedule schedule) implements BranchChoice {
    @Override
    public String growth(double sigmaW) {
      if (schedule.stable()) {
        return "to a limit";
      }
      return schedule instanceof BranchSchedule.InverseRoot
          ? "like L^%.2f".formatted(sigmaW * sigmaW / 2)
          : "exponentially";
    }

    @Override
    public Outcome at(int branches, double sigmaW, double correlation) {
      Domain.correlation("the correlation of the inputs", correlation);
      double[] scales = schedule.scales(branches);
      ResidualKernel.State end = ResidualKernel.relu(sigmaW).run(1 - correlation, scales);
      return new Outcome(
          scales[0],
          scales[branches - 1],
          end.logVariance(),
          end.logVariance(), // the same product for ReLU
          end.correlation(),
          end.tangentRatio());
    }

    /** Uniform scales and the ramp have Σλ² = 1, and vanishing λ; unstable ones have Σλ² = ∞. */
    @Override
    public @Nullable Double limitCorrelation(double sigmaW, double correlation) {
      if (!schedule.stable()) {
        return 1.0;
      }
      return schedule instanceof BranchSchedule.Decreasing
          ? null
          : ResidualFlow.relu().at(1 - correlation, sigmaW * sigmaW / 2).correlation();
    }

    @Override
    public double[] drawnScales(int branches) {
      return schedule.scales(branches);
    }
  }

  /** Branches at full size that read a normalised input. */
  record Normalised() implements BranchChoice {
    @Override
    public String label() {
      return "pre-norm";
    }

    @Override
    public String growth(double sigmaW) {
      return "like 1 + %.2f·L".formatted(sigmaW * sigmaW / 2);
    }

    @Override
    public Outcome at(int branches, double sigmaW, double correlation) {
      Domain.correlation("the correlation of the inputs", correlation);
      Domain.atLeast("the number of branches", branches, 1);
      PreNormStack stack = PreNormStack.of(Activation.relu(), sigmaW);
      return new Outcome(
          1,
          1,
          stack.effectiveDepth(1, branches),
          Math.log(stack.jacobianNorm(1, branches)),
          1 - stack.gamma(1 - correlation, 1, branches),
          null);
    }

    @Override
    public Double limitCorrelation(double sigmaW, double correlation) {
      return 1.0; // U = ln(1 + L·σ_w²/2) has no bound
    }

    @Override
    public double @Nullable [] drawnScales(int branches) {
      return null;
    }
  }
}
