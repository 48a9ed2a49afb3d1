// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.Figure;
import org.eidograph.cli.report.ReportPage;
import org.eidograph.cli.report.Section;
import org.eidograph.signal.DepthReport;

/** The page of a depth report. */
final class DepthPages {
  private static final String BASIS =
      "Infinitely wide plain network at initialisation. Depth scales: Schoenholz et al., Deep"
          + " Information Propagation (2017, arXiv 1611.01232), whose experiments trained networks"
          + " up to about six times the scale of correlations. Tangent kernel: Hayou, Doucet,"
          + " Rousseau, Exact Convergence Rates of the Neural Tangent Kernel in the Large Depth"
          + " Limit (2019, arXiv 1905.13654); that ReLU too approaches its limit with a factor ln L"
          + " is what our numerics show.";

  private DepthPages() {}

  static ReportPage of(DepthReport report, List<Figure> figures) {
    List<Section> sections = new ArrayList<>();
    sections.add(Pages.facts("Numbers", DepthBlocks.facts(report)));
    if (!report.notes().isEmpty()) {
      sections.add(new Section.Prose("To mind", report.notes()));
    }
    sections.add(new Section.Figures("Figures", figures));
    sections.add(new Section.Tables("Path", List.of(DepthBlocks.path(report))));
    sections.add(new Section.Prose("Basis", List.of(BASIS)));
    return new ReportPage("How deep can it be?", report.activation(), sections);
  }
}
