// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen;

import java.util.List;
import org.eidograph.theory.scaling.names.ModelDescription.Widths;
import org.eidograph.theory.scaling.names.ModelFamily;
import tools.jackson.databind.node.ObjectNode;

/** The configuration of the wide model: the source's with its widths and head counts replaced. */
final class WideConfig {
  private WideConfig() {}

  static ObjectNode of(ObjectNode source, WideShape shape) {
    ObjectNode config = source.deepCopy();
    Widths widths = shape.source().widths();
    int factor = shape.factor();
    replace(config, factor * widths.hiddenSize(), "hidden_size", "n_embd");
    if (shape.heads() == HeadGrowth.NUMBER) {
      replace(config, factor * widths.heads(), "num_attention_heads", "n_head");
    }
    ModelFamily family = shape.source().family();
    if (family == ModelFamily.GPT2) {
      if (config.hasNonNull("n_inner")) {
        config.put("n_inner", factor * widths.feedForwardSize());
      }
      return config;
    }
    config.put("intermediate_size", factor * widths.feedForwardSize());
    if (!family.encoder()) {
      int kept = shape.keepKeyValueHeads() ? 1 : factor;
      config.put("num_key_value_heads", kept * widths.keyValueHeads());
    }
    return config;
  }

  /** A length may stand under either of two names, or both. */
  private static void replace(ObjectNode config, int value, String... names) {
    List.of(names).stream().filter(config::hasNonNull).forEach(name -> config.put(name, value));
  }
}
