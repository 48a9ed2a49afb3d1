// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.Figure;
import org.eidograph.base.Table;
import org.eidograph.cli.console.Block;
import org.eidograph.cli.report.ReportPage;
import org.eidograph.cli.report.Section;
import org.eidograph.signal.limit.LimitReport;

/** The text view and the page of width and depth together. */
final class LimitBlocks {
  private static final String BASIS =
      "Residual ReLU networks at initialisation. After Hayou, On the Infinite-Depth Limit of"
          + " Finite-Width Neural Networks (2022, arXiv 2210.00688), Hayou, Yang, Width and Depth"
          + " Limits Commute in Residual Networks (2023, arXiv 2302.00453), and Hayou, Commutative"
          + " Width and Depth Scaling in Deep Neural Networks (2023, arXiv 2310.01683). Weight"
          + " decay, normalisation and training leave this picture.";

  private LimitBlocks() {}

  static List<Block> of(LimitReport report) {
    return tables(report).stream().map(table -> (Block) new Block.Grid(table)).toList();
  }

  static ReportPage page(LimitReport report, List<Figure> figures) {
    return new ReportPage(
        "Width and depth together",
        "Residual networks with branches over the root of their number",
        List.of(
            new Section.Highlights(
                "Result",
                List.of(
                    new Section.Highlight(
                        "typical norms grow from",
                        "n = " + report.smallestGrowingWidth(),
                        "below they shrink with depth"),
                    new Section.Highlight(
                        "common limit of q(a, b)",
                        Digits.brief(report.limit().covariance()),
                        "in any order of width and depth"))),
            new Section.Tables("Numbers", tables(report)),
            new Section.Figures("Figures", figures),
            new Section.Prose("Basis", List.of(BASIS))));
  }

  private static List<Table> tables(LimitReport report) {
    List<Table> tables = new ArrayList<>(List.of(narrow(report)));
    tables.add(sizes(report));
    if (!report.sequences().isEmpty()) {
      tables.add(sequences(report.sequences()));
    }
    if (!report.plain().isEmpty()) {
      tables.add(plain(report));
    }
    return tables;
  }

  private static Table narrow(LimitReport report) {
    return new Table(
        "ln of the growth of the activations' norm at infinite depth: typical norms grow from width %d on"
            .formatted(report.smallestGrowingWidth()),
        List.of(
            "width", "mean", "drawn", "median", "variance", "drawn var", "mean square", "drawn sq"),
        report.narrow().stream()
            .map(
                line ->
                    List.of(
                        String.valueOf(line.width()),
                        Digits.brief(line.closedMean()),
                        Estimates.text(line.mean()),
                        Digits.brief(line.median()),
                        Digits.brief(line.closedVariance()),
                        Digits.brief(line.variance()),
                        Digits.brief(line.closedSquareGrowth()),
                        Estimates.text(line.squareGrowth())))
            .toList());
  }

  private static Table sizes(LimitReport report) {
    return new Table(
        "Covariance of two inputs, limit in any order: q(a, a) = %s, q(a, b) = %s"
            .formatted(
                Digits.brief(report.limit().variance()), Digits.brief(report.limit().covariance())),
        List.of(
            "width",
            "branches",
            "q(a, a)",
            "q(a, b)",
            "wide first",
            "error·sqrt(n)",
            "of q(a, b)",
            "from normal"),
        report.sizes().stream()
            .map(
                size ->
                    List.of(
                        String.valueOf(size.width()),
                        String.valueOf(size.depth()),
                        Estimates.text(size.variance()),
                        Estimates.text(size.covariance()),
                        Digits.brief(size.wideCovariance()),
                        Estimates.text(size.varianceError()),
                        Estimates.text(size.covarianceError()),
                        Digits.brief(size.normality())))
            .toList());
  }

  private static Table sequences(List<LimitReport.Sequence> sequences) {
    return new Table(
        "Other scales than 1/√L, infinite width, %d branches".formatted(sequences.get(0).depth()),
        List.of("scales", "sum of squares", "ln q(a, a)", "correlation", "limit"),
        sequences.stream()
            .map(
                line ->
                    List.of(
                        line.scales(),
                        Digits.brief(line.sumOfSquares()),
                        Digits.brief(line.logVariance()),
                        Digits.brief(line.correlation()),
                        line.limit()))
            .toList());
  }

  private static Table plain(LimitReport report) {
    return new Table(
        "Plain networks instead, where depth over width decides: ln q",
        List.of("width", "layers", "mean", "drawn", "variance", "drawn var"),
        report.plain().stream()
            .map(
                line ->
                    List.of(
                        String.valueOf(line.width()),
                        String.valueOf(line.depth()),
                        Digits.brief(line.closedMean()),
                        Estimates.text(line.mean()),
                        Digits.brief(line.closedVariance()),
                        Digits.brief(line.variance())))
            .toList());
  }
}
