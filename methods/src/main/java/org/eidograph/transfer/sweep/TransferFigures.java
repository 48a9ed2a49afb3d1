// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eidograph.base.Figure;
import org.eidograph.base.Figure.Axis;
import org.eidograph.base.Figure.Kind;
import org.eidograph.base.Figure.Series;
import org.eidograph.theory.scaling.sweep.WidthCurve;

/** The pictures of a sweep. */
final class TransferFigures {
  private TransferFigures() {}

  static List<Figure> of(SweepResults results, TransferReport report) {
    List<Figure> figures = new ArrayList<>();
    for (ArmFinding arm : report.arms()) {
      figures.add(curves(arm.arm(), results.curves(arm.arm()), figures.size()));
    }
    figures.add(optima(report.arms()));
    return figures;
  }

  private static Figure curves(Arm arm, List<WidthCurve> curves, int number) {
    return new Figure(
        "loss-" + number,
        "Loss against the learning rate: " + arm.label(),
        arm.expectsTransfer()
            ? "If the rate transfers, the valleys stand below one another."
            : "The control: its valleys move to smaller rates as the model gets wider.",
        Axis.linear("log2 learning rate, base units"),
        Axis.log("loss, geometric mean over seeds"),
        curves.stream().map(TransferFigures::curve).toList());
  }

  private static Series curve(WidthCurve curve) {
    return new Series(
        "width " + curve.width(),
        Kind.LINE,
        curve.curve().log2Rates(),
        Arrays.stream(curve.curve().meanLogLosses())
            .map(log -> Double.isFinite(log) ? Math.exp(log) : Double.NaN)
            .toArray());
  }

  private static Figure optima(List<ArmFinding> arms) {
    return new Figure(
        "best-rate",
        "Best learning rate against the width",
        "Flat where the rate transfers. Optima at the edge of a grid are left out.",
        Axis.log("width"),
        Axis.linear("log2 best learning rate"),
        arms.stream().map(TransferFigures::optima).toList());
  }

  private static Series optima(ArmFinding arm) {
    List<WidthFinding> found = arm.widths().stream().filter(WidthFinding::found).toList();
    return new Series(
        arm.arm().label(),
        Kind.LINE,
        found.stream().mapToDouble(WidthFinding::width).toArray(),
        found.stream().mapToDouble(WidthFinding::log2Lr).toArray());
  }
}
