// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.widening;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.eidograph.theory.scaling.AxisGrowth;
import org.eidograph.theory.scaling.TensorRule;
import org.eidograph.theory.scaling.simulation.SimulatedMlp;
import org.eidograph.theory.scaling.simulation.SimulatedTensor;

/** A trained network with its hidden layers widened by different factors, copies adjacent. */
final class Widened {
  private Widened() {}

  /**
   * Widens weights, biases, moments and settings by the rule.
   *
   * @param factors k of each hidden layer
   * @param spoiled changes each tensor's rule, to break something on purpose
   */
  static SimulatedMlp of(SimulatedMlp source, int[] factors, UnaryOperator<WideningRule> spoiled) {
    List<SimulatedTensor> weights = new ArrayList<>();
    List<SimulatedTensor> biases = new ArrayList<>();
    for (int layer = 0; layer < source.weights.size(); layer++) {
      int in = layer == 0 ? 1 : factors[layer - 1];
      int out = layer == factors.length ? 1 : factors[layer];
      weights.add(widened(source.weights.get(layer), out, in, spoiled));
      biases.add(widened(source.biases.get(layer), out, 1, spoiled));
    }
    return new SimulatedMlp(weights, biases);
  }

  private static SimulatedTensor widened(
      SimulatedTensor source, int out, int in, UnaryOperator<WideningRule> spoiled) {
    WideningRule factors = spoiled.apply(WideningRule.of(new AxisGrowth(out, in), source.kind));
    SimulatedTensor wide =
        new SimulatedTensor(
            out * source.out, in * source.in, scaled(source.rule, factors), source.kind);
    for (int row = 0; row < wide.out; row++) {
      for (int column = 0; column < wide.in; column++) {
        int to = row * wide.in + column;
        int from = row / out * source.in + column / in;
        wide.values[to] = factors.value() * source.values[from];
        wide.first[to] = factors.firstMoment() * source.first[from];
        wide.second[to] = factors.secondMoment() * source.second[from];
      }
    }
    wide.countFrom(source);
    return wide;
  }

  private static TensorRule scaled(TensorRule rule, WideningRule factors) {
    return new TensorRule(
        rule.initStd(),
        rule.forwardMultiplier(),
        rule.learningRate() * factors.learningRate(),
        rule.epsilon() * factors.epsilon(),
        rule.weightDecay() * factors.weightDecay(),
        rule.clipWeight() * factors.clipWeight());
  }
}
