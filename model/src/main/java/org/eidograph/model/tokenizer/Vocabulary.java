// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.tokenizer;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import tools.jackson.databind.JsonNode;

/** The tokens and ids of a {@code tokenizer.json}, added tokens included. */
final class Vocabulary {
  private final Map<String, Integer> ids;
  private final int size;

  private Vocabulary(Map<String, Integer> ids) {
    this.ids = ids;
    this.size = ids.values().stream().mapToInt(Integer::intValue).max().orElse(-1) + 1;
  }

  /**
   * Reads the vocabulary.
   *
   * @throws BadInputException if there is none
   */
  static Vocabulary read(Path file) {
    JsonNode root = Json.readObject(file);
    Map<String, Integer> ids = new HashMap<>();
    JsonNode vocabulary = root.path("model").path("vocab");
    if (vocabulary.isArray()) {
      // Unigram: [token, score] in the order of ids
      for (JsonNode piece : vocabulary) {
        ids.put(text(file, piece.path(0)), ids.size());
      }
    } else {
      vocabulary.properties().forEach(e -> ids.put(e.getKey(), id(file, e.getValue())));
    }
    for (JsonNode added : root.path("added_tokens")) {
      ids.put(text(file, added.path("content")), id(file, added.path("id")));
    }
    if (ids.isEmpty()) {
      throw new BadInputException(
          "%s must hold a vocabulary under model.vocab, but has none; save it again with the library that made it"
              .formatted(file));
    }
    return new Vocabulary(Map.copyOf(ids));
  }

  OptionalInt id(String token) {
    Integer id = ids.get(token);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /** One more than the largest id. */
  int size() {
    return size;
  }

  private static String text(Path file, JsonNode node) {
    if (!node.isString()) {
      throw malformed(file, "a token must be a string", node);
    }
    return node.stringValue();
  }

  private static int id(Path file, JsonNode node) {
    if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 0) {
      throw malformed(file, "a token's id must be a whole number of at least 0", node);
    }
    return node.intValue();
  }

  private static BadInputException malformed(Path file, String rule, JsonNode node) {
    return new BadInputException(
        "%s: %s, but is %s; save the file again with the library that made it"
            .formatted(file, rule, node.isMissingNode() ? "absent" : node));
  }
}
