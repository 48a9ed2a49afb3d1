// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.lora;

/**
 * What a learning rate was tuned for, and what it may be carried to by {@link RateTransfer}: an
 * adapter, or the whole weight.
 */
public sealed interface TunedTraining permits LoraLearningRate.Setting, FullFineTuning {
  /** How the best rate depends on this training, without the constant of model, data and task. */
  double law();

  /** n, the median fan-in over the trained modules. */
  double fanIn();

  /** The same training of modules of another fan-in. */
  TunedTraining withFanIn(double other);

  /**
   * The smallest fan-in from which on the width outweighs the rank, so that the rate depends on it
   * by one power; 1 where there is no rank.
   */
  double smallestWidth();
}
