// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.rates;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A learning rate that was carried to another training.
 *
 * @param from the tuned training in words
 * @param to the wanted training in words
 * @param fromFanIn the width the rule was given; null where it is not known and cancels
 * @param toFanIn the same of the wanted training
 * @param tuned the one rate of the tuned training; under LoRA+ the root of the product of its two
 * @param factor what it is multiplied with
 * @param learningRate the one rate of the wanted training
 * @param bracket rates worth trying, the first ones first
 * @param loraPlus the same for A and B apart; null without LoRA+
 * @param rule the formula in symbols
 * @param support how well it is supported
 * @param citation the paper behind it
 * @param modules a rate for each module type by its own fan-in; empty without a model
 * @param notes what it rests on and where it is known to be weak, one sentence each
 */
public record ConvertedRate(
    String from,
    String to,
    @Nullable Double fromFanIn,
    @Nullable Double toFanIn,
    double tuned,
    double factor,
    double learningRate,
    List<Double> bracket,
    @Nullable Pair loraPlus,
    String rule,
    String support,
    String citation,
    List<ModuleRate> modules,
    List<String> notes) {
  public ConvertedRate {
    bracket = List.copyOf(bracket);
    modules = List.copyOf(modules);
    notes = List.copyOf(notes);
  }

  /**
   * Rates of the two factors; their product is the square of the one rate.
   *
   * @param ratio of that of B to that of A
   */
  public record Pair(double ratio, double rateA, double rateB) {}

  /** The rate of one module type. */
  public record ModuleRate(String type, long fanIn, double learningRate) {}
}
