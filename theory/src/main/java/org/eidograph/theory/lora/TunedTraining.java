// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.lora;

/**
 * What a learning rate was tuned for, and what it may be carried to by {@link RateTransfer}: an
 * adapter, or the whole weight.
 */
public sealed interface TunedTraining permits LoraLearningRate.Setting, FullFineTuning {
  /** How the best rate depends on this training, without the constant of model, data and task. */
  double law();
}
