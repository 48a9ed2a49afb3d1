// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.eidograph.theory.scaling.TensorRole;

/**
 * A plan as part of an Axolotl configuration.
 *
 * <p>Axolotl knows one rate for vectors ({@code learning_rate}), one for {@code embed_tokens} and
 * {@code lm_head} together ({@code embedding_lr}, without decay), and {@code lr_groups} for
 * matrices by a part of their name; eps and decay are one number each. What does not fit is said in
 * comments. It trains existing weights, so no start is written.
 */
final class AxolotlSnippet {
  private static final Map<String, String> OPTIMIZERS =
      Map.of("adamw", "adamw_torch", "sgd", "sgd");

  private final TransferPlan plan;
  private final List<PlanLine> tables = new ArrayList<>();
  private final List<PlanLine> matrices = new ArrayList<>();
  private final List<PlanLine> vectors = new ArrayList<>();

  AxolotlSnippet(TransferPlan plan) {
    SnippetFormat.AXOLOTL.requireDecoder(plan);
    SnippetFormat.AXOLOTL.requireOptimizer(plan, List.of("adamw", "sgd"));
    this.plan = plan;
    plan.tensors().forEach(line -> kind(line).add(line));
  }

  private List<PlanLine> kind(PlanLine line) {
    if (line.pattern().contains("embed_tokens") || line.pattern().contains("lm_head")) {
      return tables;
    }
    boolean vector =
        line.role() == TensorRole.VECTOR
            || line.pattern().endsWith(".bias")
            || line.initMean() != 0;
    return vector ? vectors : matrices;
  }

  String text() {
    StringBuilder text = new StringBuilder(SnippetFormat.heading(plan)).append('\n');
    remarks().forEach(remark -> text.append("# ").append(remark).append('\n'));
    text.append("optimizer: ").append(OPTIMIZERS.get(plan.optimizer())).append('\n');
    text.append("learning_rate: ").append(first(vectors).lr()).append('\n');
    if (!tables.isEmpty()) {
      text.append("embedding_lr: ").append(first(tables).lr()).append('\n');
    }
    text.append("weight_decay: ").append(hidden().weightDecay()).append('\n');
    if (plan.optimizer().equals("adamw")) {
      text.append("adam_epsilon: ").append(hidden().eps()).append('\n');
    }
    return text.append(groups()).toString();
  }

  private String groups() {
    Map<Double, List<PlanLine>> byRate = new LinkedHashMap<>();
    for (PlanLine line : matrices) {
      byRate.computeIfAbsent(line.lr(), rate -> new ArrayList<>()).add(line);
    }
    StringBuilder text = new StringBuilder("lr_groups:\n");
    byRate.forEach(
        (rate, lines) -> {
          List<String> names =
              ModuleNames.of(lines).stream()
                  .map(pattern -> PlanLine.lastPart(pattern))
                  .distinct()
                  .toList();
          text.append("  - name: %s\n    modules:\n".formatted(names.get(0).replace('.', '_')));
          names.forEach(name -> text.append("      - %s\n".formatted(name)));
          text.append("    lr: %s\n".formatted(rate));
        });
    return text.toString();
  }

  private List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    differing("lr of embed_tokens and lm_head", tables, "embedding_lr", PlanLine::lr)
        .ifPresent(remarks::add);
    differing("lr of vectors", vectors, "learning_rate", PlanLine::lr).ifPresent(remarks::add);
    differing("weight_decay of matrices", matrices, "weight_decay", PlanLine::weightDecay)
        .ifPresent(remarks::add);
    differing("eps", plan.tensors(), "adam_epsilon", PlanLine::eps).ifPresent(remarks::add);
    if (tables.stream().anyMatch(line -> line.weightDecay() != 0)) {
      remarks.add("not followed: weight_decay of embed_tokens and lm_head, which is 0 here");
    }
    remarks.add(
        "not followed: clip weights, and the scalars embedding %s, attention %s, residual %s, logits %s"
            .formatted(
                plan.multipliers().embedding(),
                plan.multipliers().attention(),
                plan.multipliers().residual(),
                plan.multipliers().logits()));
    return remarks;
  }

  private static Optional<String> differing(
      String what, List<PlanLine> lines, String key, ToDoubleFunction<PlanLine> value) {
    Set<Double> values =
        lines.stream().map(value::applyAsDouble).collect(Collectors.toCollection(TreeSet::new));
    return values.size() < 2
        ? Optional.empty()
        : Optional.of(
            "not followed: %s differs (%s), %s has one of them".formatted(what, values, key));
  }

  /** Most numbers are those of hidden matrices; a table of another name stands among them. */
  private PlanLine hidden() {
    return matrices.stream()
        .filter(line -> line.role() == TensorRole.HIDDEN)
        .findFirst()
        .orElseGet(() -> first(matrices));
  }

  private PlanLine first(List<PlanLine> lines) {
    return lines.isEmpty() ? plan.tensors().get(0) : lines.get(0);
  }
}
