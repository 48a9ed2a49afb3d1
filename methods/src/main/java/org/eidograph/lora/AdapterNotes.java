// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.eidograph.base.Json;
import tools.jackson.databind.node.ObjectNode;

/** What {@code eidograph.json} beside an adapter adds to PEFT's configuration. */
final class AdapterNotes {
  private static final String QUANTISATION = "base_quantization";
  private static final String NF4 = "nf4";

  private AdapterNotes() {}

  /** Notes on how an adapter was made, with those of its run. */
  static ObjectNode of(LoraSpec spec, ObjectNode more) {
    ObjectNode node = Json.object();
    node.put("init", spec.init().name().toLowerCase(Locale.ROOT));
    node.put("seed", spec.seed());
    node.put("scale", spec.scale().multiplier(spec.rank()));
    if (spec.nf4()) {
      node.put(QUANTISATION, NF4);
    }
    node.put("targets", spec.placement().targets().text());
    node.setAll(more);
    return node;
  }

  /**
   * The configuration with a base quantised as in training where the adapter makes up for that
   * (LoftQ). Any other adapter is applied to the base as it is loaded.
   */
  static AdapterConfig asTrained(AdapterConfig config, Path directory) {
    Path file = directory.resolve(AdapterFiles.NOTES);
    if (!Files.isRegularFile(file)) {
      return config;
    }
    ObjectNode notes = Json.readObject(file);
    if (!notes.path(QUANTISATION).asString("").equals(NF4)) {
      return config;
    }
    boolean needed = notes.path("init").asString("").equals("loftq");
    return needed
        ? config.with(
            config.spec().with(b -> b.nf4(true)),
            "%s makes up for quantising, so the base's layers are quantised to nf4 as in its training"
                .formatted(directory))
        : config.with(
            config.spec(),
            "%s was trained beside a base in nf4 and is applied to the exact one"
                .formatted(directory));
  }
}
