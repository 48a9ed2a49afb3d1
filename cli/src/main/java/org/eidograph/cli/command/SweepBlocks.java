// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eidograph.base.Table;
import org.eidograph.cli.console.Block;
import org.eidograph.cli.report.SignificantDigits;
import org.eidograph.theory.scaling.sweep.Interval;
import org.eidograph.transfer.sweep.ArmFinding;
import org.eidograph.transfer.sweep.TransferReport;
import org.eidograph.transfer.sweep.WidthFinding;
import org.jspecify.annotations.Nullable;

/** The text view of a sweep's report. */
final class SweepBlocks {
  private static final String ABSENT = "–";

  private SweepBlocks() {}

  static List<Block> of(TransferReport report) {
    List<Block> blocks = new ArrayList<>();
    report.arms().forEach(arm -> blocks.add(new Block.Grid(table(arm, report.settings()))));
    blocks.add(new Block.Facts(verdicts(report)));
    Notes.add(blocks, report.notes());
    return blocks;
  }

  /** One row a width. */
  static Table table(ArmFinding arm, TransferReport.Settings settings) {
    boolean inLoss = settings.inLoss();
    return new Table(
        "Best rates: " + arm.arm().label(),
        List.of(
            "width",
            "log2 lr",
            "90 % of seeds",
            "loss",
            inLoss ? "regret (nats)" : "regret",
            "basin (octaves)"),
        arm.widths().stream().map(width -> row(width, inLoss)).toList());
  }

  private static List<String> row(WidthFinding width, boolean inLoss) {
    return List.of(
        String.valueOf(width.width()),
        switch (width.optimum()) {
          case INSIDE -> two(width.log2Lr());
          case LOWER_EDGE -> "below " + two(width.log2Lr());
          case UPPER_EDGE -> "above " + two(width.log2Lr());
        },
        interval(width.interval()),
        number(width.loss()),
        width.carriedDiverges()
            ? "diverges"
            : number(inLoss ? width.regretInLoss() : width.regret()),
        width.basinWidth() == null ? ABSENT : two(width.basinWidth()));
  }

  /** One line an arm, then the predictions. */
  static Map<String, String> verdicts(TransferReport report) {
    Map<String, String> rows = new LinkedHashMap<>();
    for (ArmFinding arm : report.arms()) {
      rows.put(arm.arm().label(), verdict(arm));
    }
    for (ArmFinding arm : report.arms()) {
      if (arm.prediction() != null) {
        rows.put(
            arm.arm().label() + " at " + report.settings().targetWidth(),
            "log2 lr %s (%s)%s"
                .formatted(
                    two(arm.prediction().log2Rate()),
                    interval(arm.prediction().interval()),
                    arm.prediction().drifting()
                        ? ", the drift carried on"
                        : ", the optima's mean"));
      }
    }
    return rows;
  }

  private static String verdict(ArmFinding arm) {
    if (arm.drift() == null || arm.transfers() == null) {
      return "no drift can be told: fewer than three widths have their best rate inside the grid";
    }
    return "%s: log2 lr moves by %s per doubling of the width (%s); wider is worse in %d of %d pairs%s"
        .formatted(
            arm.transfers() ? "transfers" : "does not transfer",
            signed(arm.drift()),
            interval(arm.driftInterval()),
            arm.widerIsWorse(),
            pairs(arm),
            arm.penalty() == null || arm.penalty() == 0
                ? ""
                : "; log loss at the widest %s above the best arm"
                    .formatted(number(arm.penalty())));
  }

  /** Of widths with an optimum. */
  private static long pairs(ArmFinding arm) {
    long widths =
        arm.widths().stream().filter(width -> width.optimum() == WidthFinding.Place.INSIDE).count();
    return widths * (widths - 1) / 2;
  }

  private static String interval(@Nullable Interval interval) {
    return interval == null ? ABSENT : two(interval.low()) + " to " + two(interval.high());
  }

  private static String number(@Nullable Double value) {
    return value == null ? ABSENT : SignificantDigits.format(value);
  }

  private static String two(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String signed(double value) {
    return String.format(Locale.ROOT, "%+.2f", value);
  }
}
