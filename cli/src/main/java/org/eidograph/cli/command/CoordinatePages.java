// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.util.List;
import org.eidograph.cli.report.ReportPage;
import org.eidograph.cli.report.Section;
import org.eidograph.transfer.coordinates.CoordinateFigures;
import org.eidograph.transfer.coordinates.CoordinateReport;
import org.eidograph.transfer.coordinates.CoordinateRun;

/** The page of a coordinate check. */
final class CoordinatePages {
  private static final String BASIS =
      "Yang et al., Tensor Programs V (2022), arXiv 2203.03466, section D.1. Up to 0.15 from zero a"
          + " slope passes, beyond 0.3 it fails. Logits behind a random head, and attention logits of"
          + " heads that grow, fall towards their limit and may. The size of an activation can look"
          + " level while its change grows, so the change is judged.";

  private CoordinatePages() {}

  static ReportPage of(CoordinateRun run, CoordinateReport report) {
    List<Section.Fact> facts =
        CoordinateBlocks.facts(report).entrySet().stream()
            .map(row -> Section.Fact.of(row.getKey(), row.getValue()))
            .toList();
    return new ReportPage(
        "Does every module learn as fast at every %s?".formatted(report.axis()),
        report.networks(),
        List.of(
            new Section.Facts("Check", facts),
            new Section.Tables("Slopes", List.of(CoordinateBlocks.table(report))),
            new Section.Figures("Figures", CoordinateFigures.of(run)),
            new Section.Prose("Basis", List.of(BASIS))));
  }
}
