// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eidograph.base.Table;
import org.eidograph.model.ModuleType;
import org.eidograph.model.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * The trained parameters by learning rate and decay (LoRA+, arXiv 2402.12354): first rule that fits
 * wins.
 *
 * <ol>
 *   <li>a classifier's pooler and output projection, if a rate of their own is given: {@code head},
 *       or {@code head_no_decay} for biases;
 *   <li>an embedding's adapter, or trained rows of it: group {@code embedding};
 *   <li>a factor B, or anything with one dimension: {@code B}, or {@code B_no_decay} for biases and
 *       what belongs to a norm;
 *   <li>everything else: {@code A}.
 * </ol>
 *
 * @param groups in the order A, embedding, B, B_no_decay, head, head_no_decay; empty ones are left
 *     out
 */
public record LearningRateGroups(List<LearningRateGroup> groups) {
  public LearningRateGroups {
    groups = List.copyOf(groups);
  }

  private enum Kind {
    A("A"),
    EMBEDDING("embedding"),
    B("B"),
    B_NO_DECAY("B_no_decay"),
    HEAD("head"),
    HEAD_NO_DECAY("head_no_decay");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    static Kind of(Parameter parameter, boolean headApart) {
      String name = parameter.name();
      ModuleType type = parameter.module().type();
      boolean ofHead = type == ModuleType.HEAD || type == ModuleType.POOLER;
      if (headApart && ofHead && !name.contains("lora_")) {
        return parameter.value().dim() == 1 ? HEAD_NO_DECAY : HEAD;
      }
      if (name.contains("lora_embedding_") || name.contains("token_adapter")) {
        return EMBEDDING;
      }
      if (!name.contains("lora_B") && parameter.value().dim() != 1) {
        return A;
      }
      boolean norm = type == ModuleType.NORM;
      return norm || name.contains("bias") ? B_NO_DECAY : B;
    }

    boolean decays() {
      return this != B_NO_DECAY && this != HEAD_NO_DECAY;
    }

    double rate(LearningRates rates, double head) {
      return switch (this) {
        case A -> rates.a();
        case EMBEDDING -> rates.embedding();
        case B, B_NO_DECAY -> rates.b();
        case HEAD, HEAD_NO_DECAY -> head;
      };
    }
  }

  /** Groups everything the adapted model trains. */
  public static LearningRateGroups of(LoraModel model, LearningRates rates, double weightDecay) {
    return of(model, rates, weightDecay, null);
  }

  /**
   * The same with a rate for a classifier's head that does not move with those of the adapters, so
   * that a sweep over the latter compares like with like (Chen, Villar, Hayou 2026, arXiv
   * 2602.06204).
   *
   * @param head null to treat the head as any whole parameter
   */
  public static LearningRateGroups of(
      LoraModel model, LearningRates rates, double weightDecay, @Nullable Double head) {
    Map<Kind, List<Parameter>> byKind = new EnumMap<>(Kind.class);
    for (Parameter parameter : model.trainable()) {
      byKind
          .computeIfAbsent(Kind.of(parameter, head != null), kind -> new ArrayList<>())
          .add(parameter);
    }
    List<LearningRateGroup> groups = new ArrayList<>();
    byKind.forEach(
        (kind, parameters) ->
            groups.add(
                new LearningRateGroup(
                    kind.label,
                    parameters,
                    kind.rate(rates, head == null ? 0 : head),
                    kind.decays() ? weightDecay : 0)));
    return new LearningRateGroups(groups);
  }

  /** Every trained tensor with its group, learning rate and decay. */
  public Table describe() {
    List<List<String>> rows = new ArrayList<>();
    for (LearningRateGroup group : groups) {
      for (Parameter parameter : group.parameters()) {
        rows.add(
            List.of(
                parameter.name(),
                Arrays.toString(parameter.value().shape()),
                group.name(),
                String.format(Locale.ROOT, "%.4g", group.learningRate()),
                String.format(Locale.ROOT, "%.4g", group.weightDecay())));
      }
    }
    return new Table(
        "Trained tensors",
        List.of("tensor", "shape", "group", "learning rate", "weight decay"),
        rows);
  }
}
