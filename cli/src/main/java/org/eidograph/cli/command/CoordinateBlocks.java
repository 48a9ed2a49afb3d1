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
import org.eidograph.theory.scaling.sweep.CoordinateCheck.Outcome;
import org.eidograph.theory.scaling.sweep.CoordinateSlope.Verdict;
import org.eidograph.transfer.coordinates.CoordinateReport;
import org.eidograph.transfer.coordinates.ModuleSlopes;
import org.jspecify.annotations.Nullable;

/** The text view of a coordinate check. */
final class CoordinateBlocks {
  private CoordinateBlocks() {}

  static List<Block> of(CoordinateReport report) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Facts(facts(report)));
    blocks.add(new Block.Grid(table(report)));
    if (report.outcome() == Outcome.PASSES_WITH_WARNINGS) {
      blocks.add(new Block.Text("! " + warning(report)));
    }
    return blocks;
  }

  static Map<String, String> facts(CoordinateReport report) {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("networks", report.networks());
    rows.put(
        report.axis(),
        report.sizes().toString().replaceAll("[\\[\\]]", "")
            + ", %d each".formatted(report.seeds()));
    rows.put(
        "rules",
        "%s, %s at rate %s%s"
            .formatted(
                report.tested().rules(),
                report.optimizer(),
                SignificantDigits.format(report.learningRate()),
                report.zeroReadout() ? ", head from zero" : ""));
    rows.put("control", report.control().rules());
    rows.put("verdict", verdict(report));
    return rows;
  }

  /** Whether the command may end well. */
  static boolean holds(CoordinateReport report) {
    return report.outcome() == Outcome.PASSES || report.outcome() == Outcome.PASSES_WITH_WARNINGS;
  }

  private static String verdict(CoordinateReport report) {
    return switch (report.outcome()) {
      case PASSES -> "passes, and the control does not";
      case PASSES_WITH_WARNINGS -> "passes with warnings, and the control does not";
      case FAILS -> "fails";
      case TOO_WEAK -> "too weak, the control passes too";
    };
  }

  /** Why the command ends with 3. */
  static String failure(CoordinateReport report) {
    if (report.outcome() == Outcome.TOO_WEAK) {
      return "a coordinate check must fail in the standard parametrization, but its control passes too; raise --learning-rate above %s"
          .formatted(SignificantDigits.format(report.learningRate()));
    }
    return "what training changes must not follow the %s (slope within 0.3), but it does in %s under %s; compare with another --parametrization or --seeds"
        .formatted(report.axis(), String.join(", ", report.failing()), report.tested().rules());
  }

  private static String warning(CoordinateReport report) {
    String start =
        report.zeroReadout() ? "" : "; --zero-readout removes what a random head adds to them";
    return "slopes beyond 0.15 in %s: finite sizes or a small fault, larger ones tell them apart%s"
        .formatted(String.join(", ", report.suspicious()), start);
  }

  /** One row a module: slopes after every step, then those of the control after the last. */
  static Table table(CoordinateReport report) {
    List<String> columns = new ArrayList<>(List.of("module"));
    int steps = report.tested().modules().get(0).last().step();
    for (int step = 1; step <= steps; step++) {
      columns.add("step " + step);
    }
    columns.addAll(List.of("error", "verdict", "mean |x|", "control", "its verdict"));
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < report.tested().modules().size(); i++) {
      ModuleSlopes control = report.control().modules().get(i);
      List<String> row = row(report.tested().modules().get(i));
      row.add(signed(control.last().change()));
      row.add(word(control.verdict()));
      rows.add(row);
    }
    return new Table(
        "Exponent of the %s in what training changed".formatted(report.axis()), columns, rows);
  }

  private static List<String> row(ModuleSlopes module) {
    List<String> row = new ArrayList<>(List.of(module.module()));
    for (ModuleSlopes.Step step : module.steps()) {
      if (step.step() > 0) {
        row.add(signed(step.change()));
      }
    }
    Double error = module.last().changeError();
    row.add(error == null ? "-" : String.format(Locale.ROOT, "%.2f", error));
    row.add(word(module.verdict()));
    row.add(signed(module.last().size()));
    return row;
  }

  private static String signed(@Nullable Double value) {
    // what rounds to nothing has no sign worth showing
    return value == null
        ? "-"
        : String.format(Locale.ROOT, "%+.2f", value).replace("-0.00", "+0.00");
  }

  private static String word(Verdict verdict) {
    return switch (verdict) {
      case FLAT -> "pass";
      case SUSPICIOUS -> "warn";
      case EXPECTED_FALL -> "pass, falls";
      case BLOWS_UP -> "blows up";
      case VANISHES -> "vanishes";
      case STILL -> "still";
    };
  }
}
