// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.rates;

import java.util.Locale;

/** What a learning rate moves. */
public enum TrainedPart {
  /** An adapter with A random and B zero, the usual start. */
  A,
  /** An adapter with B random and A zero. */
  B,
  /** The weights themselves. */
  FULL;

  /** As users write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
