// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eidograph.base.Table;
import org.eidograph.cli.console.Block;
import org.eidograph.cli.report.SignificantDigits;
import org.eidograph.widen.CopyAgreement;
import org.eidograph.widen.Widening;
import org.eidograph.widen.WideningPlan;

/** The text view of a widened checkpoint. */
final class WidenBlocks {
  private static final List<String> COLUMNS =
      List.of(
          "tensor", "role", "k_out", "k_in", "value", "lr", "eps", "weight_decay", "clip_weight");

  private WidenBlocks() {}

  static List<Block> of(Widening.Result result) {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("wide checkpoint", result.outputDirectory().toString());
    rows.put(
        "parameters",
        String.format(Locale.ROOT, "%,d from %,d", result.parameters(), result.sourceParameters()));
    rows.put("weight files", String.valueOf(result.files()));
    rows.put("compared with the source", agreement(result));
    rows.put("optimizer state", result.optimizerState() ? Widening.OPTIMIZER : "none given");
    rows.put("optimizer", result.plan().optimizer());
    Table tensors =
        new Table(
            "To take the source's steps (also in %s)".formatted(Widening.PLAN),
            COLUMNS,
            result.plan().tensors().stream().map(WidenBlocks::row).toList());
    List<Block> blocks = new ArrayList<>(List.of(new Block.Facts(rows), new Block.Grid(tensors)));
    Notes.add(blocks, result.plan().notes());
    return blocks;
  }

  private static String agreement(Widening.Result result) {
    CopyAgreement agreement = result.agreement();
    if (agreement == null) {
      return "no";
    }
    return String.format(
        Locale.ROOT,
        "logits equal to %.0e of their size in %s (allowed %.0e), copies to %.0e%s",
        agreement.relativeDifference(),
        agreement.type(),
        agreement.allowed(),
        agreement.copyError(),
        result.noiseAfterCheck() ? ", before noise was added" : "");
  }

  private static List<String> row(WideningPlan.Line line) {
    return List.of(
        line.pattern(),
        line.role().name(),
        String.valueOf(line.kOut()),
        String.valueOf(line.kIn()),
        number(line.value()),
        number(line.lr()),
        number(line.eps()),
        number(line.weightDecay()),
        number(line.clipWeight()));
  }

  private static String number(double value) {
    return SignificantDigits.format(value);
  }
}
