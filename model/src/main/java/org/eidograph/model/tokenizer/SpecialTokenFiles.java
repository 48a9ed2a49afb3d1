// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.tokenizer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import tools.jackson.databind.JsonNode;

/**
 * The files beside {@code tokenizer.json} that name special tokens. The first one that has the key
 * decides, and null there means that the checkpoint has no such token.
 */
final class SpecialTokenFiles {
  private static final List<String> BY_TOKEN =
      List.of("tokenizer_config.json", "special_tokens_map.json");

  private final Path directory;
  private final Vocabulary vocabulary;

  SpecialTokenFiles(Path directory, Vocabulary vocabulary) {
    this.directory = directory;
    this.vocabulary = vocabulary;
  }

  /**
   * The id of a special token.
   *
   * @param key for example {@code bos_token}
   * @throws BadInputException if a file names a token that the vocabulary lacks
   */
  OptionalInt id(String key) {
    for (String name : BY_TOKEN) {
      Path file = directory.resolve(name);
      JsonNode value = Files.isRegularFile(file) ? Json.readObject(file).get(key) : null;
      if (value != null) {
        return value.isNull() ? OptionalInt.empty() : idOf(file, key, value);
      }
    }
    return fromModel(key + "_id");
  }

  private OptionalInt idOf(Path file, String key, JsonNode value) {
    JsonNode token = value.isObject() ? value.path("content") : value;
    OptionalInt id = token.isString() ? vocabulary.id(token.stringValue()) : OptionalInt.empty();
    if (id.isEmpty()) {
      throw new BadInputException(
          "%s: '%s' must be a token of tokenizer.json, but is %s; take both files from the same release"
              .formatted(file, key, value));
    }
    return id;
  }

  private OptionalInt fromModel(String key) {
    Path file = directory.resolve("config.json");
    JsonNode value = Files.isRegularFile(file) ? Json.readObject(file).get(key) : null;
    JsonNode id = value != null && value.isArray() ? value.path(0) : value;
    if (id == null || !id.isIntegralNumber() || !id.canConvertToInt()) {
      return OptionalInt.empty();
    }
    boolean known = id.intValue() >= 0 && id.intValue() < vocabulary.size();
    return known ? OptionalInt.of(id.intValue()) : OptionalInt.empty();
  }
}
