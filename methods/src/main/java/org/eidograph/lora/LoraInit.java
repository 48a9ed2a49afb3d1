// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import org.eidograph.theory.lora.RandomFactor;

/**
 * How a linear module's adapter starts: so that the model is what it was, either because one factor
 * is zero, or because the base gives up what the factors take over. Embeddings always start with A
 * = 0 and B ~ N(0, 1), as in PEFT.
 */
public enum LoraInit {
  /** PEFT's default: A uniform in ±1/√n_in. */
  A_KAIMING(RandomFactor.A),
  /** A ~ N(0, 1/n_in). */
  A_NORMAL(RandomFactor.A),
  /** PEFT's "gaussian": A ~ N(0, 1/r²), whatever the width. */
  A_GAUSSIAN(RandomFactor.A),
  /** B ~ N(0, 1/r) with A = 0. */
  B_NORMAL(RandomFactor.B),
  /** PiSSA: the weight's leading singular vectors, which the base gives up. */
  PISSA(RandomFactor.A),
  /** OLoRA: the first columns of the weight's Q and rows of its R, which the base gives up. */
  OLORA(RandomFactor.A),
  /** Both factors random and orthogonal to each other. */
  ORTHOGONAL(RandomFactor.A),
  /** EVA: A is the leading components of the module's inputs, B = 0. */
  EVA(RandomFactor.A),
  /** LoftQ: what quantising the base loses, as well as the rank can say it. */
  LOFTQ(RandomFactor.A);

  private final RandomFactor random;

  LoraInit(RandomFactor random) {
    this.random = random;
  }

  /** Whether the base's weight changes when the adapter starts. */
  public boolean changesBase() {
    return this == PISSA || this == OLORA;
  }

  /** Which factor a rule for the learning rate takes as the random one. */
  public RandomFactor random() {
    return random;
  }
}
