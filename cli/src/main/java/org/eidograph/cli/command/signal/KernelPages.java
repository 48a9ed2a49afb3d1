// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.cli.report.ReportPage;
import org.eidograph.cli.report.Section;
import org.eidograph.signal.AngleReport;
import org.eidograph.signal.GramReport;

/** The pages of kernels. */
final class KernelPages {
  private static final String BASIS =
      "Infinitely wide networks at initialisation. NNGP is the covariance of an output, NTK the"
          + " kernel of gradient descent in the tangent parametrisation (Jacot, Gabriel, Hongler,"
          + " Neural Tangent Kernel, 2018, arXiv 1806.07572).";

  private KernelPages() {}

  static ReportPage of(AngleReport report) {
    return new ReportPage(
        "Kernels against the angle",
        report.architecture(),
        List.of(
            Pages.facts("Numbers", KernelBlocks.facts(report)),
            new Section.Figures("Figures", List.of(report.figure())),
            new Section.Tables("Pairs", List.of(KernelBlocks.table(report))),
            new Section.Prose("Basis", List.of(BASIS))));
  }

  static ReportPage of(GramReport report) {
    List<Section> sections = new ArrayList<>();
    sections.add(Pages.facts("Numbers", KernelBlocks.facts(report)));
    if (!report.notes().isEmpty()) {
      sections.add(new Section.Prose("To mind", report.notes()));
    }
    sections.add(new Section.Prose("Basis", List.of(BASIS)));
    return new ReportPage("Kernels of all pairs", report.architecture(), sections);
  }
}
