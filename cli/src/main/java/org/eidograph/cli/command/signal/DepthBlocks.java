// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.base.Table;
import org.eidograph.cli.command.Notes;
import org.eidograph.cli.console.Block;
import org.eidograph.signal.DepthReport;
import org.eidograph.signal.DepthReport.TangentLimit;
import org.jspecify.annotations.Nullable;

/** The text view of a depth report. */
final class DepthBlocks {
  private DepthBlocks() {}

  static List<Block> of(DepthReport report) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Facts(facts(report)));
    blocks.add(new Block.Grid(path(report)));
    Notes.add(blocks, report.notes());
    return blocks;
  }

  static Map<String, String> facts(DepthReport report) {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put(
        "network",
        "%s, sigma_w %s, sigma_b %s"
            .formatted(
                report.activation(),
                Digits.precise(report.sigmaW()),
                Digits.precise(report.sigmaB())));
    rows.put("phase", report.phase());
    rows.put("variance q", Digits.brief(report.q()));
    rows.put("chi_1", Digits.brief(report.chi()));
    rows.put("F'(q)", Digits.brief(report.fPrime()));
    rows.put("correlations end at", Digits.brief(report.limitCorrelation()));
    rows.put("depth scale of the variance", layers(report.varianceDepth()));
    rows.put("depth scale of correlations", layers(report.correlationDepth()));
    rows.put("depth scale of gradients", layers(report.gradientDepth()));
    rows.put("trainable to about", layers(report.trainableDepth()));
    rows.put(
        "kernel tells inputs apart to",
        "%d layers%s"
            .formatted(report.usefulDepth(), report.usefulDepthIsMore() ? ", or more" : ""));
    rows.put("tangent kernel at great depth", limit(report.tangentLimit()));
    return rows;
  }

  private static String layers(@Nullable Double value) {
    return value == null ? "-" : Digits.brief(value) + " layers";
  }

  private static String limit(@Nullable TangentLimit limit) {
    if (limit == null) {
      return "-";
    }
    String value = Digits.brief(limit.value());
    return switch (limit.kind()) {
      case "constant" -> "%s for all pairs".formatted(value);
      case "average" ->
          "K(x, x')/K(x, x) to %s%s".formatted(value, correction(limit.logarithmic()));
      default -> "K(x, x) grows %s-fold in every layer".formatted(value);
    };
  }

  private static String correction(@Nullable Double logarithmic) {
    return logarithmic == null ? "" : " as %s*ln(L)/L".formatted(Digits.brief(logarithmic));
  }

  static Table path(DepthReport report) {
    return new Table(
        "Two inputs of cosine %s".formatted(Digits.brief(report.inputCorrelation())),
        List.of(
            "layers", "variance", "correlation", "1 - correlation", "K(x, x')", "K(x, x)", "ratio"),
        report.path().stream().map(DepthBlocks::row).toList());
  }

  private static List<String> row(DepthReport.Layer layer) {
    return List.of(
        String.valueOf(layer.depth()),
        Digits.brief(layer.variance()),
        Digits.brief(layer.correlation()),
        Digits.brief(layer.difference()),
        Digits.brief(layer.tangent()),
        Digits.brief(layer.tangentDiagonal()),
        Digits.brief(layer.ratio()));
  }
}
