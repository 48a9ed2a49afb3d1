// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

import java.nio.file.Path;
import java.util.Collections;
import org.eidograph.base.Json;

public final class ConfigReader {
  private ConfigReader() {}

  public static TransformerConfig read(Path dir) {
    var o = Json.readObject(dir.resolve("config.json"));
    int h = o.get("num_attention_heads").asInt(),
        d = o.get("hidden_size").asInt(),
        l = o.get("num_hidden_layers").asInt();
    int hd = o.has("head_dim") ? o.get("head_dim").asInt() : d / h;
    return new TransformerConfig(
        Family.LLAMA,
        d,
        o.get("intermediate_size").asInt(),
        l,
        h,
        o.get("num_key_value_heads").asInt(),
        hd,
        o.get("vocab_size").asInt(),
        o.get("max_position_embeddings").asInt(),
        o.get("rms_norm_eps").asDouble(),
        Activation.SILU,
        o.path("tie_word_embeddings").asBoolean(),
        false,
        false,
        false,
        false,
        Collections.nCopies(l, 0),
        Collections.nCopies(l, 1 / Math.sqrt(hd)),
        new RopeConfig(10000));
  }
}
