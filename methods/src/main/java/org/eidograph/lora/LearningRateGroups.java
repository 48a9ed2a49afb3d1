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

/**
 * The trained parameters by learning rate and decay (LoRA+, arXiv 2402.12354): first rule that fits
 * wins.
 *
 * <ol>
 *   <li>an embedding's adapter, or trained rows of it: group {@code embedding};
 *   <li>a factor B, or anything with one dimension: {@code B}, or {@code B_no_decay} for biases and
 *       what belongs to a norm;
 *   <li>everything else: {@code A}.
 * </ol>
 *
 * @param groups in the order A, embedding, B, B_no_decay; empty ones are left out
 */
public record LearningRateGroups(List<LearningRateGroup> groups) {
  public LearningRateGroups {
    groups = List.copyOf(groups);
  }

  private enum Kind {
    A("A"),
    EMBEDDING("embedding"),
    B("B"),
    B_NO_DECAY("B_no_decay");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    static Kind of(Parameter parameter) {
      String name = parameter.name();
      if (name.contains("lora_embedding_") || name.contains("token_adapter")) {
        return EMBEDDING;
      }
      if (!name.contains("lora_B") && parameter.value().dim() != 1) {
        return A;
      }
      boolean norm = parameter.module().type() == ModuleType.NORM;
      return norm || name.contains("bias") ? B_NO_DECAY : B;
    }

    double rate(LearningRates rates) {
      return switch (this) {
        case A -> rates.a();
        case EMBEDDING -> rates.embedding();
        case B, B_NO_DECAY -> rates.b();
      };
    }
  }

  /** Groups everything the adapted model trains. */
  public static LearningRateGroups of(LoraModel model, LearningRates rates, double weightDecay) {
    Map<Kind, List<Parameter>> byKind = new EnumMap<>(Kind.class);
    for (Parameter parameter : model.trainable()) {
      byKind.computeIfAbsent(Kind.of(parameter), kind -> new ArrayList<>()).add(parameter);
    }
    List<LearningRateGroup> groups = new ArrayList<>();
    byKind.forEach(
        (kind, parameters) ->
            groups.add(
                new LearningRateGroup(
                    kind.label,
                    parameters,
                    kind.rate(rates),
                    kind == Kind.B_NO_DECAY ? 0 : weightDecay)));
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
