// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import org.eidograph.theory.lora.RandomFactor;

/**
 * How the random factor of a linear module's adapter is drawn; the other factor is zero, so that
 * the adapter starts without effect. Embeddings always start with A = 0 and B ~ N(0, 1), as in
 * PEFT.
 */
public enum LoraInit {
  /** PEFT's default: A uniform in ±1/√n_in. */
  A_KAIMING(RandomFactor.A),
  /** A ~ N(0, 1/n_in). */
  A_NORMAL(RandomFactor.A),
  /** PEFT's "gaussian": A ~ N(0, 1/r²), whatever the width. */
  A_GAUSSIAN(RandomFactor.A),
  /** B ~ N(0, 1/r) with A = 0. */
  B_NORMAL(RandomFactor.B);

  private final RandomFactor random;

  LoraInit(RandomFactor random) {
    this.random = random;
  }

  /** Which factor starts random. */
  public RandomFactor random() {
    return random;
  }
}
