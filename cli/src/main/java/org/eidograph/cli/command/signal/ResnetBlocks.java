// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.base.Figure;
import org.eidograph.base.Table;
import org.eidograph.cli.command.Notes;
import org.eidograph.cli.console.Block;
import org.eidograph.cli.report.ReportPage;
import org.eidograph.cli.report.Section;
import org.eidograph.signal.limit.ResidualReport;

/** The text view and the page of a residual network. */
final class ResnetBlocks {
  private static final String BASIS =
      "Exact kernels of infinitely wide ReLU networks at initialisation, beside drawn networks of"
          + " finite width, which lie below by about half the variance of their logarithm. After"
          + " Hayou, Clerico, He, Deligiannidis, Doucet, Rousseau, Stable ResNet (2020, arXiv"
          + " 2010.12859).";

  private ResnetBlocks() {}

  static List<Block> of(ResidualReport report) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Facts(facts(report)));
    blocks.add(new Block.Grid(table(report)));
    Notes.add(blocks, report.notes());
    return blocks;
  }

  static ReportPage page(ResidualReport report, List<Figure> figures) {
    return new ReportPage(
        "Branches of a residual network",
        report.branches() + " branches",
        List.of(
            new Section.Highlights(
                "Advice",
                List.of(
                    new Section.Highlight(
                        "scale of each branch", Digits.brief(report.advice().residualScale()), ""),
                    new Section.Highlight(
                        "growth of variance and gradient",
                        Digits.brief(report.advice().growth()),
                        "over all branches"))),
            new Section.Tables("Schedules", List.of(table(report))),
            new Section.Figures("Figures", figures),
            new Section.Prose("To mind", report.notes()),
            new Section.Prose("Basis", List.of(BASIS))));
  }

  private static Map<String, String> facts(ResidualReport report) {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("branches", String.valueOf(report.branches()));
    rows.put("sigma_w", Digits.precise(report.sigmaW()));
    rows.put("scale to take", Digits.precise(report.advice().residualScale()));
    rows.put(
        "growth with it",
        Digits.brief(report.advice().growth()) + " of the variance, and of the gradient");
    return rows;
  }

  private static Table table(ResidualReport report) {
    return new Table(
        "Behind %d branches, from correlation %s (growth: ln of q_L/q_0, and of the squared gradient)"
            .formatted(report.branches(), Digits.brief(report.initialCorrelation())),
        List.of(
            "schedule",
            "first scale",
            "last scale",
            "q grows",
            "growth",
            "drawn",
            "drawn gradient",
            "correlation",
            "at L = inf",
            "tangent ratio"),
        report.schedules().stream().map(ResnetBlocks::row).toList());
  }

  private static List<String> row(ResidualReport.Line line) {
    return List.of(
        line.schedule(),
        Digits.brief(line.firstScale()),
        Digits.brief(line.lastScale()),
        line.growth(),
        Digits.brief(line.logVariance()),
        Estimates.text(line.drawnLogVariance()),
        Estimates.text(line.drawnLogGradient()),
        Digits.brief(line.correlation()),
        Digits.brief(line.limitCorrelation()),
        Digits.brief(line.tangentRatio()));
  }
}
