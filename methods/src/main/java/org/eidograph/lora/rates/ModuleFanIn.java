// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.rates;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.UsageException;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.theory.lora.LoraLearningRate;
import org.eidograph.theory.scaling.names.TensorDescription;
import org.eidograph.theory.scaling.names.TensorKind;
import org.eidograph.theory.scaling.names.TensorNames;
import org.eidograph.transfer.ConfigDescription;

/**
 * A type of linear module in the blocks of a model.
 *
 * @param type the module's path inside its block, for example {@code mlp.down_proj}
 * @param fanIn length of its input
 */
public record ModuleFanIn(String type, long fanIn) {
  private static final String END = ".weight";

  /**
   * The types that a configuration has, in the order of the block; each occurs once in every block.
   *
   * @param targets last names, for example {@code q_proj}; empty for all
   * @throws UsageException if a target is no module of the blocks
   */
  public static List<ModuleFanIn> of(TransformerConfig config, List<String> targets) {
    List<ModuleFanIn> all = new ArrayList<>();
    for (TensorDescription tensor : TensorNames.expected(ConfigDescription.of(config))) {
      if (tensor.kind() == TensorKind.MATRIX && tensor.place().inBlock()) {
        String pattern = tensor.pattern();
        String type = pattern.substring(pattern.indexOf("*.") + 2, pattern.length() - END.length());
        all.add(new ModuleFanIn(type, tensor.fans().in()));
      }
    }
    for (String target : targets) {
      if (all.stream().noneMatch(module -> module.isNamed(target))) {
        throw new UsageException(
            "a target must be a module of the model's blocks, %s, got '%s'"
                .formatted(all.stream().map(ModuleFanIn::type).toList(), target));
      }
    }
    return all.stream()
        .filter(module -> targets.isEmpty() || targets.stream().anyMatch(module::isNamed))
        .toList();
  }

  /** The fan-in that stands for all of them. */
  static double median(List<ModuleFanIn> modules) {
    return LoraLearningRate.medianFanIn(modules.stream().mapToLong(ModuleFanIn::fanIn).toArray());
  }

  private boolean isNamed(String target) {
    return type.equals(target) || type.endsWith("." + target);
  }
}
