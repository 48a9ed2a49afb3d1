// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.lora;

import java.util.List;

/**
 * A learning rate carried from one training to another.
 *
 * @param learningRate the rate itself
 * @param bracket factors of it worth trying, the first ones first
 * @param formula how it follows from the tuned rate, with its numbers
 * @param citation paper and section behind the formula
 * @param cautions where the formula is known to be weak, one sentence each
 */
public record CarriedRate(
    double learningRate,
    List<Double> bracket,
    String formula,
    String citation,
    List<String> cautions) {
  public CarriedRate {
    bracket = List.copyOf(bracket);
    cautions = List.copyOf(cautions);
  }

  /** The rates of the bracket. */
  public List<Double> candidates() {
    return bracket.stream().map(factor -> factor * learningRate).toList();
  }
}
