// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.base.Table;
import org.eidograph.cli.console.Block;
import org.eidograph.cli.report.SignificantDigits;
import org.eidograph.cli.run.ResultPath;
import org.eidograph.transfer.PlanLine;
import org.eidograph.transfer.TransferPlan;
import org.jspecify.annotations.Nullable;

/** The text view of a plan, and that of one of its lines. */
final class TransferPlanBlocks {
  private static final List<String> COLUMNS =
      List.of(
          "tensor", "role", "init_std", "multiplier", "lr", "eps", "weight_decay", "clip_weight");

  private TransferPlanBlocks() {}

  static List<Block> of(TransferPlan plan, @Nullable Path file) {
    Table tensors =
        new Table(
            "Tensors (gains of norms start at 1)",
            COLUMNS,
            plan.tensors().stream().map(TransferPlanBlocks::row).toList());
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Facts(facts(plan)));
    blocks.add(new Block.Grid(tensors));
    List<String> notes = new ArrayList<>(plan.notes().stream().map(n -> "! " + n.text()).toList());
    if (file != null) {
      notes.add("kept in " + ResultPath.of(file));
    }
    if (!notes.isEmpty()) {
      blocks.add(new Block.Text(String.join("\n", notes)));
    }
    return blocks;
  }

  /** One tensor with its reason. */
  static List<Block> of(PlanLine line) {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("tensor", line.pattern());
    rows.put("role", line.role().name());
    rows.put(
        "growth", "outputs x%s, inputs x%s".formatted(number(line.mOut()), number(line.mIn())));
    rows.put("init_std", number(line.initStd()));
    rows.put("init_mean", number(line.initMean()));
    rows.put("multiplier", number(line.multiplier()));
    rows.put("lr", number(line.lr()));
    rows.put("eps", number(line.eps()));
    rows.put("weight_decay", number(line.weightDecay()));
    rows.put("clip_weight", number(line.clipWeight()));
    rows.put("optimizer", line.optimizer());
    rows.put("reason", line.reason());
    rows.put("source", line.citation());
    return List.of(new Block.Facts(rows));
  }

  private static Map<String, String> facts(TransferPlan plan) {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("parametrization", plan.parametrization());
    rows.put("optimizer", plan.optimizer());
    rows.put(
        "rules",
        "embeddings %s, weight decay %s, depth %s"
            .formatted(plan.embeddingRule(), plan.weightDecayRule(), plan.depthRule()));
    rows.put("base", plan.base().inWords());
    rows.put("target", plan.target().inWords());
    rows.put("tuned lr", tuned(plan, "lr", plan.hparams().lr()));
    rows.put("tuned weight decay", tuned(plan, "weight_decay", plan.hparams().weightDecay()));
    rows.put("tuned eps", tuned(plan, "eps", plan.hparams().eps()));
    rows.put("tuned init std", tuned(plan, "init_std", plan.hparams().initStd()));
    rows.put(
        "multipliers",
        "embedding %s, attention %s, residual %s, logits %s"
            .formatted(
                number(plan.multipliers().embedding()),
                number(plan.multipliers().attention()),
                number(plan.multipliers().residual()),
                number(plan.multipliers().logits())));
    return rows;
  }

  private static String tuned(TransferPlan plan, String name, double value) {
    return number(value) + (plan.assumed().contains(name) ? " (assumed)" : "");
  }

  private static List<String> row(PlanLine line) {
    return List.of(
        line.pattern(),
        line.role().name(),
        number(line.initStd()),
        number(line.multiplier()),
        number(line.lr()),
        number(line.eps()),
        number(line.weightDecay()),
        number(line.clipWeight()));
  }

  private static String number(double value) {
    return SignificantDigits.format(value);
  }
}
