// Licensed under the Apache License, Version 2.0.
package org.eidograph.placement.study;

/**
 * The three kinds of adaptable weights of a {@link ToyNet}, each with the rank it is adapted at.
 */
public enum ToyType {
  /** h += tanh(mix·rms(h)). */
  MIX(ToyNet.WIDTH, ToyNet.WIDTH, 12),
  /** The widening weight of h += down·relu(up·rms(h)). */
  UP(ToyNet.INNER, ToyNet.WIDTH, 8),
  /** The narrowing one. */
  DOWN(ToyNet.WIDTH, ToyNet.INNER, 8);

  private final int outputs;
  private final int inputs;
  private final int rank;

  /** Ranks are such that r·(in + out) is the same for all. */
  ToyType(int outputs, int inputs, int rank) {
    this.outputs = outputs;
    this.inputs = inputs;
    this.rank = rank;
  }

  int outputs() {
    return outputs;
  }

  int inputs() {
    return inputs;
  }

  int rank() {
    return rank;
  }
}
