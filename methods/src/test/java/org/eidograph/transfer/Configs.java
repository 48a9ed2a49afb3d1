// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eidograph.base.Json;
import org.eidograph.model.config.ConfigReader;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.theory.scaling.plan.PlanSettings;
import tools.jackson.databind.node.ObjectNode;

/** The two models of the examples, and changes of them. */
final class Configs {
  static final Path SMALL = Path.of("../docs/examples/small/config.json");
  static final Path LARGE = Path.of("../docs/examples/large/config.json");

  private Configs() {}

  static TransferPlan plan() {
    return plan(RecipeChoice.USUAL);
  }

  static TransferPlan plan(RecipeChoice rules) {
    return plan(ConfigReader.readFile(SMALL), ConfigReader.readFile(LARGE), rules);
  }

  static TransferPlan plan(TransformerConfig base, TransformerConfig target, RecipeChoice rules) {
    return TransferPlan.of(TransferRequest.of(base, target, PlanSettings.assumed(), rules));
  }

  /** A configuration with some keys changed, written to {@code place}. */
  static TransformerConfig changed(Path file, Path place, String changes) {
    ObjectNode config = Json.readObject(file);
    config.setAll((ObjectNode) Json.parse(changes, "changes"));
    try {
      Path copy = Files.createTempFile(place, "config", ".json");
      return ConfigReader.readFile(Files.writeString(copy, config.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
