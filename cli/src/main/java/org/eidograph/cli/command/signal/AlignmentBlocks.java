// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eidograph.base.Table;
import org.eidograph.cli.console.Block;
import org.eidograph.cli.report.SignificantDigits;
import org.eidograph.signal.alignment.AlignmentReport;
import org.eidograph.signal.alignment.AlignmentRun;

/** The text view of an alignment run. */
final class AlignmentBlocks {
  private AlignmentBlocks() {}

  static List<Block> of(AlignmentReport report) {
    return List.of(new Block.Facts(facts(report)), new Block.Grid(table(report)));
  }

  static Map<String, String> facts(AlignmentReport report) {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put(
        "network",
        "%s, %d layers of width %d, sigma_w %s, sigma_b %s"
            .formatted(
                report.activation(),
                report.depth(),
                report.width(),
                SignificantDigits.format(report.sigmaW()),
                SignificantDigits.format(report.sigmaB())));
    rows.put(
        "trained",
        String.format(
            Locale.ROOT,
            "%d steps, accuracy %.1f %% on inputs not trained on",
            report.steps(),
            100 * report.accuracy()));
    rows.put("peak before training", "layer " + report.peakBefore());
    rows.put("peak after training", "layer " + report.peak());
    rows.put(
        "equilibrium",
        String.format(
            Locale.ROOT,
            "layer %d, for the mean cosine %.2f between classes",
            report.equilibrium(),
            report.cosine()));
    return rows;
  }

  /** One row a layer, one column a mark. */
  static Table table(AlignmentReport report) {
    List<String> columns = new ArrayList<>(List.of("layer"));
    for (AlignmentRun.Mark mark : report.marks()) {
      columns.add("step " + mark.step());
    }
    columns.add("cross ratio");
    List<List<String>> rows = new ArrayList<>();
    for (int l = 0; l < report.depth(); l++) {
      List<String> row = new ArrayList<>(List.of(String.valueOf(l + 1)));
      for (AlignmentRun.Mark mark : report.marks()) {
        row.add(three(mark.layers().get(l).alignment()));
      }
      AlignmentRun.Mark last = report.marks().get(report.marks().size() - 1);
      row.add(three(last.layers().get(l).crossRatio()));
      rows.add(row);
    }
    return new Table("Alignment with the labels", columns, rows);
  }

  private static String three(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
