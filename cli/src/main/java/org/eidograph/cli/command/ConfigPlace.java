// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import org.eidograph.base.BadInputException;
import org.eidograph.model.CheckpointLocator;
import org.eidograph.model.config.ConfigReader;
import org.eidograph.model.config.TransformerConfig;

/** A model that is named for its configuration alone. */
final class ConfigPlace {
  private ConfigPlace() {}

  /**
   * Reads.
   *
   * @param place {@code config.json}, a directory with one, or a name in the cache
   */
  static TransformerConfig read(String place) {
    if (!place.endsWith(".json")) {
      return ConfigReader.read(CheckpointLocator.of(System.getenv()).locate(place));
    }
    Path file = Path.of(place);
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(
          "a model must be given by its config.json or the directory of it, but %s does not exist; correct the path"
              .formatted(place));
    }
    return ConfigReader.readFile(file);
  }

  /** The file or directory that {@link #read} reads. */
  static Path path(String place) {
    return place.endsWith(".json")
        ? Path.of(place)
        : CheckpointLocator.of(System.getenv()).locate(place);
  }

  /** Where the model's other files are. */
  static Path directory(String place) {
    Path path = path(place);
    return place.endsWith(".json") ? path.toAbsolutePath().resolveSibling("") : path;
  }
}
