// Licensed under the Apache License, Version 2.0.
package org.eidograph.pretrain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.Json;
import org.eidograph.model.CompanionFiles;
import org.eidograph.torch.DType;
import tools.jackson.databind.node.ObjectNode;

/** Writes a trained model as a checkpoint that loads by itself. */
final class TrainedCheckpoint {
  /** The rules it was trained by; a checkpoint alone forgets them. */
  static final String PLAN = "transfer_plan.json";

  private TrainedCheckpoint() {}

  /**
   * Writes weights, configuration and tokenizer.
   *
   * @param origin where configuration and tokenizer are
   * @param type of the stored weights
   */
  static void write(Path target, Path origin, WholeModel trained, DType type) {
    try {
      Files.createDirectories(target);
      ObjectNode config = Json.readObject(origin.resolve("config.json"));
      config.put(
          config.has("dtype") ? "dtype" : "torch_dtype", type.name().toLowerCase(Locale.ROOT));
      AtomicFiles.writeString(target.resolve("config.json"), Json.pretty(config));
      CompanionFiles.copy(origin, target);
    } catch (IOException e) {
      throw AtomicFiles.refusal(target, e);
    }
    trained.save(target, type);
  }
}
