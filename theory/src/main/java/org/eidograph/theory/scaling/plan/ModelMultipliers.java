// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The four scalars of a model that stand beside its tensors.
 *
 * @param embedding factor behind the embedding
 * @param attention factor of {@code q·k} before the softmax
 * @param residual factor of each branch before it is added
 * @param logits factor of the logits, before a bias is added
 */
public record ModelMultipliers(double embedding, double attention, double residual, double logits) {
  /** The keys of a Granite configuration that hold them. */
  public static final List<String> GRANITE_KEYS =
      List.of(
          "embedding_multiplier", "attention_multiplier", "residual_multiplier", "logits_scaling");

  private static final String EMBEDDING = "embedding_multiplier";
  private static final String ATTENTION = "attention_multiplier";
  private static final String RESIDUAL = "residual_multiplier";
  private static final String LOGITS = "logits_scaling";

  /**
   * The keys of a Granite configuration, which is a Llama with these four scalars; {@code
   * logits_scaling} divides the logits.
   */
  public Map<String, Double> graniteKeys() {
    Map<String, Double> keys = new LinkedHashMap<>();
    keys.put(EMBEDDING, embedding);
    keys.put(ATTENTION, attention);
    keys.put(RESIDUAL, residual);
    keys.put(LOGITS, 1 / logits);
    return keys;
  }

  /**
   * The scalars of a Granite configuration.
   *
   * @throws IllegalArgumentException if a key is missing or not positive
   */
  public static ModelMultipliers ofGraniteKeys(Map<String, Double> keys) {
    return new ModelMultipliers(
        positive(keys, EMBEDDING),
        positive(keys, ATTENTION),
        positive(keys, RESIDUAL),
        1 / positive(keys, LOGITS));
  }

  private static double positive(Map<String, Double> keys, String key) {
    Double value = keys.get(key);
    if (value == null || !(value > 0)) {
      throw new IllegalArgumentException(
          "a Granite configuration needs a positive %s, got %s".formatted(key, value));
    }
    return value;
  }
}
