// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.base.Table;
import org.eidograph.cli.command.Notes;
import org.eidograph.cli.console.Block;
import org.eidograph.signal.ActivationRanking;
import org.eidograph.signal.EdgeReport;
import org.jspecify.annotations.Nullable;

/** The text views of an edge and of a ranking. */
final class EdgeBlocks {
  private EdgeBlocks() {}

  static List<Block> of(EdgeReport report) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Facts(facts(report)));
    Notes.add(blocks, report.notes());
    return blocks;
  }

  static Map<String, String> facts(EdgeReport report) {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("activation", report.activation());
    rows.put("edge", report.status());
    rows.put("sigma_b", Digits.precise(report.sigmaB()));
    rows.put("sigma_w", Digits.precise(report.sigmaW()));
    rows.put("variance q", report.status().equals("any") ? "any" : Digits.precise(report.q()));
    rows.put("F'(q)", Digits.brief(report.fPrime()));
    rows.put("variance stable", word(report));
    rows.put("variance forgets its start in", layers(report.varianceDepth()));
    rows.put("f(0)", Digits.brief(report.correlationAtZero()));
    rows.put("f''(1)", Digits.brief(report.curvature()));
    rows.put("1 - c falls as", law(report));
    return rows;
  }

  private static String word(EdgeReport report) {
    if (report.stable() == null) {
      return report.status().equals("any") ? "kept as it is" : "-";
    }
    return report.stable() ? "yes" : "no";
  }

  private static String layers(@Nullable Double value) {
    return value == null ? "-" : Digits.brief(value) + " layers";
  }

  private static String law(EdgeReport report) {
    if (report.loss() == null) {
      return "-";
    }
    return report.lossConstant() == null
        ? report.loss()
        : report.loss().replace("constant", Digits.brief(report.lossConstant()));
  }

  static List<Block> of(ActivationRanking ranking) {
    return List.of(new Block.Grid(table(ranking)));
  }

  static Table table(ActivationRanking ranking) {
    return new Table(
        "Activations for %d layers (remaining: of a difference 1 - c = 0.5)"
            .formatted(ranking.depth()),
        List.of("activation", "verdict", "remaining", "sigma_b", "sigma_w", "q", "why"),
        ranking.activations().stream().map(EdgeBlocks::row).toList());
  }

  private static List<String> row(ActivationRanking.Line line) {
    return List.of(
        line.activation(),
        line.verdict().replace('_', ' '),
        Digits.brief(line.remaining()),
        Digits.brief(line.sigmaB()),
        Digits.brief(line.sigmaW()),
        Digits.brief(line.q()),
        line.reason());
  }
}
