// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.base.Table;
import org.eidograph.cli.console.Block;
import org.eidograph.finetune.FineTunePlan;

/** The text view of a plan. */
final class PlanBlocks {
  private static final long MIB = 1 << 20;

  private PlanBlocks() {}

  /** Decisions with their reasons. */
  static Table lines(List<FineTunePlan.Line> lines) {
    return new Table(
        "Plan",
        List.of("what", "value", "why"),
        lines.stream()
            .map(
                l ->
                    List.of(
                        l.name(),
                        l.value(),
                        l.citation() == null ? l.reason() : l.reason() + " (" + l.citation() + ")"))
            .toList());
  }

  static List<Block> of(FineTunePlan plan) {
    Map<String, String> numbers = new LinkedHashMap<>();
    numbers.put("trained parameters", String.valueOf(plan.trainableParameters()));
    numbers.put("steps", String.valueOf(plan.steps()));
    numbers.put("tokens in the first step", String.valueOf(plan.tokensPerStep()));
    numbers.put("memory needed", plan.memory().total() / MIB + " MiB");
    numbers.put("memory free", plan.memory().available() / MIB + " MiB");
    return List.of(
        new Block.Grid(lines(plan.lines())),
        new Block.Facts(numbers),
        new Block.Grid(plan.tensors()));
  }
}
