// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.lora;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One learning rate for each adapted module, for tensors of different fan-in.
 *
 * <pre>
 * Init[A]:  η_m = c/√(s·r·n_m)      Init[B]:  η_m = c/(s·n_m)
 * </pre>
 *
 * <p>c comes from the one rate that was tuned for a reference setting. A module with four times the
 * fan-in gets half the rate under Init[A], a quarter under Init[B]. An option, not the default: the
 * paper (Chen, Villar, Hayou, 2026, arXiv 2602.06204) validates one rate for all modules.
 */
public final class ModuleRates {
  private ModuleRates() {}

  /**
   * Spreads a rate over modules.
   *
   * @param learningRate the rate of the reference setting
   * @param reference what the rate holds for, usually with the median fan-in
   * @param modules setting of each module by its path
   * @return rate by path, in the same order
   * @throws org.eidograph.base.UsageException if a module starts from the other factor
   */
  public static Map<String, Double> of(
      double learningRate,
      LoraLearningRate.Setting reference,
      Map<String, LoraLearningRate.Setting> modules) {
    Map<String, Double> rates = new LinkedHashMap<>();
    modules.forEach(
        (path, module) ->
            rates.put(path, LoraLearningRate.convert(learningRate, reference, module)));
    return Collections.unmodifiableMap(rates);
  }
}
