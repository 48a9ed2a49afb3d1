// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The nonlinearity of a feed-forward block. */
public enum Activation {
  /** {@code x · sigmoid(x)}. */
  SILU,
  /** {@code x · Φ(x)} with the exact normal distribution function. */
  GELU,
  /** {@code x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³)))}. */
  GELU_TANH,
  /** {@code max(x, 0)}. */
  RELU;

  // Several names stand for one formula; those whose constants differ after float32 rounding are
  // not here.
  private static final Map<String, Activation> NAMES =
      Map.ofEntries(
          Map.entry("silu", SILU),
          Map.entry("swish", SILU),
          Map.entry("gelu", GELU),
          Map.entry("gelu_python", GELU),
          Map.entry("gelu_new", GELU_TANH),
          Map.entry("gelu_fast", GELU_TANH),
          Map.entry("gelu_accurate", GELU_TANH),
          Map.entry("gelu_pytorch_tanh", GELU_TANH),
          Map.entry("gelu_python_tanh", GELU_TANH),
          Map.entry("relu", RELU));

  /** The activation that a configuration file means by a name, if it is one of ours. */
  public static Optional<Activation> named(String name) {
    return Optional.ofNullable(NAMES.get(name));
  }

  /** Every name that {@link #named} knows, sorted. */
  public static Set<String> names() {
    return new TreeSet<>(NAMES.keySet());
  }
}
