// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import org.eidograph.base.BadInputException;
import org.eidograph.model.CheckpointLocator;
import org.eidograph.model.config.ConfigReader;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.transfer.PlannedModel;

/** A model that is named for its configuration alone. */
final class ConfigPlace {
  private ConfigPlace() {}

  /**
   * Reads.
   *
   * @param place {@code config.json}, a directory with one, or a name in the cache
   */
  static TransformerConfig read(String place) {
    return place.endsWith(".json")
        ? ConfigReader.readFile(existing(place))
        : ConfigReader.read(path(place));
  }

  /**
   * Reads a model that is planned and not run.
   *
   * @param place as for {@link #read}
   */
  static PlannedModel planned(String place) {
    return PlannedModel.read(place.endsWith(".json") ? existing(place) : path(place));
  }

  private static Path existing(String place) {
    Path file = Path.of(place);
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(
          "a model must be given by its config.json or the directory of it, but %s does not exist; correct the path"
              .formatted(place));
    }
    return file;
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
