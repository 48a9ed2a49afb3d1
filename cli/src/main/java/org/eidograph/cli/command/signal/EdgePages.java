// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.Figure;
import org.eidograph.cli.report.ReportPage;
import org.eidograph.cli.report.Section;
import org.eidograph.signal.ActivationRanking;
import org.eidograph.signal.EdgeReport;

/** The pages of an edge and of a ranking. */
final class EdgePages {
  private static final String BASIS =
      "Exact Gaussian moments of an infinitely wide plain network at initialisation, after Hayou,"
          + " Doucet, Rousseau, On the Impact of the Activation Function on Deep Neural Networks"
          + " Training (2019, arXiv 1902.06853). Weights are N(0, σ_w²/fan_in), biases N(0, σ_b²).";

  private EdgePages() {}

  static ReportPage of(EdgeReport report, List<Figure> figures) {
    List<Section> sections = new ArrayList<>();
    sections.add(
        new Section.Highlights(
            "Result",
            List.of(
                new Section.Highlight("σ_w", Digits.precise(report.sigmaW()), ""),
                new Section.Highlight("σ_b", Digits.precise(report.sigmaB()), ""),
                new Section.Highlight("F'(q)", Digits.brief(report.fPrime()), "stable below 1"))));
    sections.add(Pages.facts("Numbers", EdgeBlocks.facts(report)));
    if (!report.notes().isEmpty()) {
      sections.add(new Section.Prose("To mind", report.notes()));
    }
    if (!figures.isEmpty()) {
      sections.add(new Section.Figures("Figures", figures));
    }
    sections.add(new Section.Prose("Basis", List.of(BASIS)));
    return new ReportPage("Edge of chaos", report.activation(), sections);
  }

  static ReportPage of(ActivationRanking ranking, Figure figure) {
    return new ReportPage(
        "Activations for a depth",
        ranking.depth() + " layers",
        List.of(
            new Section.Tables("Ranking", List.of(EdgeBlocks.table(ranking))),
            new Section.Figures("Figures", List.of(figure)),
            new Section.Prose("Basis", List.of(BASIS))));
  }
}
