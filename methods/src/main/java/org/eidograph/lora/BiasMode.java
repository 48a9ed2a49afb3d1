// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.util.Locale;

/** Which biases of the base model are trained and stored with the adapter. */
public enum BiasMode {
  NONE,
  /** Every bias of the model, norms included. */
  ALL,
  /** The biases of the adapted modules. */
  LORA_ONLY;

  /** As PEFT writes it: {@code none}, {@code all}, {@code lora_only}. */
  public String peftName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
