// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import java.util.List;
import org.eidograph.cli.report.ReportPage;
import org.eidograph.cli.report.Section;
import org.eidograph.signal.alignment.AlignmentReport;
import org.eidograph.signal.alignment.AlignmentRun;

/** The page of an alignment run. */
final class AlignmentPages {
  private static final String BASIS =
      "Lou, Mingard, Nam, Hayou, Feature Learning and Signal Propagation in Deep Neural Networks"
          + " (2021). Tangent features and labels are centred over the inputs. The paper explains"
          + " the peak by a balance of what the forward and the backward pass lose; how the balance"
          + " is computed here, from correlations at initialisation, is our reading of it.";

  private AlignmentPages() {}

  static ReportPage of(AlignmentRun run) {
    AlignmentReport report = AlignmentReport.of(run);
    List<Section.Fact> facts =
        AlignmentBlocks.facts(report).entrySet().stream()
            .map(row -> Section.Fact.of(row.getKey(), row.getValue()))
            .toList();
    return new ReportPage(
        "Which layers line up with the labels?",
        "%s, %d layers".formatted(report.activation(), report.depth()),
        List.of(
            new Section.Facts("Numbers", facts),
            new Section.Figures("Figures", AlignmentReport.figures(run)),
            new Section.Tables("Layers", List.of(AlignmentBlocks.table(report))),
            new Section.Prose("Basis", List.of(BASIS))));
  }
}
