// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.Figure;
import org.eidograph.base.Table;
import org.eidograph.cli.command.Notes;
import org.eidograph.cli.console.Block;
import org.eidograph.cli.report.ReportPage;
import org.eidograph.cli.report.Section;
import org.eidograph.signal.limit.JacobianReport;

/** The text view and the page of Jacobians and pruned layers. */
final class JacobianBlocks {
  private static final String BASIS =
      "Limits of wide random layers at initialisation, beside drawn ones; finite width lowers the"
          + " norm by order (m/n)^(2/3). After Dadoun, Hayou, Salam, Seddik, Youssef, On the"
          + " Stability of the Jacobian Matrix in Deep Neural Networks (2025, arXiv 2506.08764).";

  private JacobianBlocks() {}

  static List<Block> of(JacobianReport report) {
    List<Block> blocks = new ArrayList<>();
    tables(report).forEach(table -> blocks.add(new Block.Grid(table)));
    Notes.add(blocks, report.notes());
    return blocks;
  }

  static ReportPage page(JacobianReport report, List<Figure> figures) {
    return new ReportPage(
        "Jacobian and pruning",
        "%s, %s weights".formatted(report.activation(), report.weights()),
        List.of(
            new Section.Highlights(
                "Result",
                List.of(
                    new Section.Highlight(
                        "largest safe sparsity",
                        Digits.brief(report.safeSparsity()),
                        "for %d inputs".formatted(report.fanIn())))),
            new Section.Tables("Numbers", tables(report)),
            new Section.Figures("Figures", figures),
            new Section.Prose("To mind", report.notes()),
            new Section.Prose("Basis", List.of(BASIS))));
  }

  private static List<Table> tables(JacobianReport report) {
    List<Table> tables = new ArrayList<>();
    tables.add(products(report));
    if (!report.pruning().isEmpty()) {
      tables.add(pruning(report));
    }
    if (!report.correlated().isEmpty()) {
      tables.add(correlated(report));
    }
    return tables;
  }

  private static Table products(JacobianReport report) {
    return new Table(
        "Products of layers, %s, %s weights (norm over the root mean square s of the singular values, moment: mean s^4 over the square of mean s^2)"
            .formatted(report.activation(), report.weights()),
        List.of("layers", "norm", "drawn", "moment", "drawn moment", "ln deviation"),
        report.products().stream()
            .map(
                line ->
                    List.of(
                        String.valueOf(line.layers()),
                        Digits.brief(line.limitNorm()),
                        Estimates.text(line.norm()),
                        Digits.brief(line.limitMoment()),
                        Estimates.text(line.moment()),
                        Digits.brief(line.logDeviation())))
            .toList());
  }

  private static Table pruning(JacobianReport report) {
    return new Table(
        "Factor on the weights that remain, layer of %d inputs (safe up to sparsity %s)"
            .formatted(report.fanIn(), Digits.brief(report.safeSparsity())),
        List.of(
            "sparsity",
            "at random",
            "by magnitude",
            "kept share",
            "n(1-s)/ln n",
            "dense enough",
            "drawn norm (2)"),
        report.pruning().stream()
            .map(
                line ->
                    List.of(
                        Digits.brief(line.sparsity()),
                        Digits.brief(line.randomFactor()),
                        Digits.brief(line.magnitudeFactor()),
                        Digits.brief(line.magnitudeShare()),
                        Digits.brief(line.connectivity()),
                        line.denseEnough() ? "yes" : "no",
                        Estimates.text(line.norm())))
            .toList());
  }

  private static Table correlated(JacobianReport report) {
    return new Table(
        "Norm of a layer whose weights share a component of correlation rho",
        List.of("rho·n", "rho", "norm", "drawn"),
        report.correlated().stream()
            .map(
                line ->
                    List.of(
                        Digits.brief(line.strength()),
                        Digits.brief(line.correlation()),
                        Digits.brief(line.limitNorm()),
                        Estimates.text(line.norm())))
            .toList());
  }
}
