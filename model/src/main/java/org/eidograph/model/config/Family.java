// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The model families that are read, each named in {@code config.json} by its {@code model_type}.
 */
public enum Family {
  LLAMA,
  MISTRAL,
  QWEN2,
  QWEN3,
  MIXTRAL,
  GPT2;

  /** The value of {@code model_type}, for example {@code qwen2}. */
  public String modelType() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The family with this {@code model_type}, if it is one of ours. */
  public static Optional<Family> of(String modelType) {
    return Arrays.stream(values()).filter(f -> f.modelType().equals(modelType)).findFirst();
  }
}
