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
    WidthGrowth growth = shape.growth();
    int factor = growth.factor();
    int feedForward = growth.feedForwardFactor() * widths.feedForwardSize();
    replace(config, factor * widths.hiddenSize(), "hidden_size", "n_embd");
    if (growth.heads() == HeadGrowth.NUMBER) {
      replace(config, factor * widths.heads(), "num_attention_heads", "n_head");
    }
    ModelFamily family = shape.source().family();
    if (family == ModelFamily.GPT2) {
      // where it is not written it is four times the hidden size
      if (config.hasNonNull("n_inner") || growth.feedForwardFactor() != factor) {
        config.put("n_inner", feedForward);
      }
      return config;
    }
    config.put("intermediate_size", feedForward);
    if (!family.encoder()) {
      int kept = growth.keepKeyValueHeads() ? 1 : factor;
      config.put("num_key_value_heads", kept * widths.keyValueHeads());
    }
    return config;
  }

  /** A length may stand under either of two names, or both. */
  private static void replace(ObjectNode config, int value, String... names) {
    List.of(names).stream().filter(config::hasNonNull).forEach(name -> config.put(name, value));
  }
}
