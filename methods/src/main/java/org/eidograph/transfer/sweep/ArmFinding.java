// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.sweep;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.BadInputException;
import org.eidograph.theory.scaling.sweep.CurveOptimum;
import org.eidograph.theory.scaling.sweep.Interval;
import org.eidograph.theory.scaling.sweep.RatePrediction;
import org.eidograph.theory.scaling.sweep.TransferStudy;
import org.eidograph.theory.scaling.sweep.WidthCurve;
import org.jspecify.annotations.Nullable;

/**
 * What a sweep says of one arm.
 *
 * @param arm what was trained
 * @param widths a finding for each width, ascending
 * @param drift change of log2 best rate per doubling of the width; null with fewer than three
 *     optima inside the grid
 * @param driftInterval its 90 % interval, from the scatter of the optima around the line
 * @param residualOctaves root mean square distance of the optima from the line
 * @param widerIsWorse pairs of widths of which the wider is worse, each at its own optimum
 * @param penalty log loss at the largest width, at its optimum, over that of the best arm
 * @param prediction log2 best rate at the target width, with its interval; null if none is asked
 *     for or there is no drift
 * @param transfers whether the drift is small or may be 0, every width has its optimum inside the
 *     grid, and the narrowest width's rate costs no more than the limit at any; null with fewer
 *     than three optima
 */
public record ArmFinding(
    Arm arm,
    List<WidthFinding> widths,
    @Nullable Double drift,
    @Nullable Interval driftInterval,
    @Nullable Double residualOctaves,
    int widerIsWorse,
    @Nullable Double penalty,
    @Nullable RatePrediction prediction,
    @Nullable Boolean transfers) {
  private static final int FEWEST = 3;
  private static final double CONFIDENCE = TransferReport.CONFIDENCE;

  public ArmFinding {
    widths = List.copyOf(widths);
  }

  /**
   * Studies the curves of an arm.
   *
   * @param curves ascending in width
   * @throws BadInputException if the grids of the widths are so different that the narrowest one's
   *     best rate lies outside another
   */
  static ArmFinding of(Arm arm, List<WidthCurve> curves, TransferReport.Settings settings) {
    List<WidthCurve> inside =
        curves.stream()
            .filter(curve -> CurveOptimum.of(curve.curve()) instanceof CurveOptimum.Interior)
            .toList();
    if (inside.size() < FEWEST) {
      List<WidthFinding> widths =
          curves.stream().map(curve -> WidthFinding.of(curve, null, CONFIDENCE)).toList();
      return new ArmFinding(arm, widths, null, null, null, 0, null, null, null);
    }
    TransferStudy study;
    try {
      study = TransferStudy.of(inside, CONFIDENCE);
    } catch (IllegalArgumentException e) {
      throw new BadInputException("%s: %s".formatted(arm.label(), e.getMessage()), e);
    }
    return of(arm, curves, study, settings);
  }

  private static ArmFinding of(
      Arm arm, List<WidthCurve> curves, TransferStudy study, TransferReport.Settings settings) {
    // the cost of a rate that was carried from the narrowest width, and from no other
    boolean carried = study.widths().get(0) == curves.get(0).width();
    List<WidthFinding> widths = new ArrayList<>();
    for (WidthCurve curve : curves) {
      int at = study.widths().indexOf(curve.width());
      Double regret = carried && at >= 0 ? study.regrets().get(at) : null;
      widths.add(WidthFinding.of(curve, regret, CONFIDENCE));
    }
    return new ArmFinding(
        arm,
        widths,
        study.drift().slope(),
        study.slopeInterval(),
        study.drift().residualRms(),
        study.widerIsWorse(),
        null,
        settings.targetWidth() == 0
            ? null
            : RatePrediction.of(study, settings.targetWidth(), CONFIDENCE, arm.expectsTransfer()),
        widths.stream().allMatch(WidthFinding::found) && transfers(study, widths, settings));
  }

  private static boolean transfers(
      TransferStudy study, List<WidthFinding> widths, TransferReport.Settings settings) {
    return settings.inLoss()
        ? study.transfers(Double.POSITIVE_INFINITY)
            && widths.stream().allMatch(width -> width.costsAtMost(settings.regretLimit()))
        : study.transfers(settings.regretLimit());
  }

  /** The same beside the other arms. */
  ArmFinding beside(List<ArmFinding> all) {
    double best = Double.POSITIVE_INFINITY;
    for (ArmFinding other : all) {
      best = Math.min(best, other.logLossAtLargest());
    }
    double above = logLossAtLargest() - best;
    return new ArmFinding(
        arm,
        widths,
        drift,
        driftInterval,
        residualOctaves,
        widerIsWorse,
        Double.isFinite(above) ? above : null,
        prediction,
        transfers);
  }

  /** Infinite where there is no optimum. */
  private double logLossAtLargest() {
    Double loss = widths.get(widths.size() - 1).loss();
    return loss == null ? Double.POSITIVE_INFINITY : Math.log(loss);
  }
}
