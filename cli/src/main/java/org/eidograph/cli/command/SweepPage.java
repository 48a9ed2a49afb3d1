// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.cli.report.ReportPage;
import org.eidograph.cli.report.Section;
import org.eidograph.transfer.sweep.SweepResults;
import org.eidograph.transfer.sweep.TransferReport;

/** The page of a sweep. */
final class SweepPage {
  private static final String BASIS =
      "Yang et al., Tensor Programs V (2022, arXiv 2203.03466); Hayou, A Proof of Learning Rate"
          + " Transfer under muP (2025, arXiv 2511.01734). Rates are in units of the narrowest"
          + " width. The best rate is the vertex of a parabola through the first minimum of the"
          + " mean log loss and its neighbours; intervals hold 90 %, those of optima by resampling"
          + " seeds, that of the drift by the scatter around its line.";

  private SweepPage() {}

  static ReportPage of(String subject, SweepResults results, TransferReport report) {
    List<Section> sections = new ArrayList<>();
    sections.add(
        new Section.Facts(
            "Verdict",
            SweepBlocks.verdicts(report).entrySet().stream()
                .map(row -> Section.Fact.of(row.getKey(), row.getValue()))
                .toList()));
    if (!report.notes().isEmpty()) {
      sections.add(new Section.Prose("Notes", report.notes()));
    }
    sections.add(new Section.Figures("Figures", TransferReport.figures(results, report)));
    sections.add(
        new Section.Tables(
            "Widths",
            report.arms().stream().map(arm -> SweepBlocks.table(arm, report.settings())).toList()));
    sections.add(new Section.Prose("Basis", List.of(BASIS)));
    return new ReportPage("Does the learning rate transfer?", subject, sections);
  }
}
