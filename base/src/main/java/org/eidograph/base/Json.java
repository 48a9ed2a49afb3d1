// Licensed under the Apache License, Version 2.0.
package org.eidograph.base;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.ser.std.ToStringSerializer;

/**
 * JSON as Eidograph reads and writes it: duplicate keys are errors, keys are snake_case, paths are
 * plain text.
 */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .addModule(new SimpleModule().addSerializer(Path.class, ToStringSerializer.instance))
          .build();

  private Json() {}

  /** The shared, immutable mapper. */
  public static JsonMapper mapper() {
    return MAPPER;
  }

  /** A new, empty object. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * Parses a whole document.
   *
   * @param origin named in the error: a file, or a file with its line
   * @throws BadInputException if it is not valid JSON, with line and column
   */
  public static JsonNode parse(String text, String origin) {
    try {
      return MAPPER.readTree(text);
    } catch (JacksonException e) {
      throw malformed(origin, e);
    }
  }

  /**
   * Reads a file that must hold one JSON object.
   *
   * @throws BadInputException if it is absent, unreadable, or not an object
   */
  public static ObjectNode readObject(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new BadInputException("%s does not exist".formatted(file));
    }
    JsonNode node;
    try {
      node = MAPPER.readTree(file);
    } catch (JacksonException e) {
      throw malformed(file.toString(), e);
    }
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw new BadInputException(
        "%s must hold a JSON object, but %s"
            .formatted(
                file,
                node.isMissingNode()
                    ? "is empty"
                    : "holds a JSON " + node.getNodeType().name().toLowerCase(Locale.ROOT)));
  }

  /** One line, keys in snake_case. */
  public static String line(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /** Indented, keys in snake_case, ending in a line feed. */
  public static String pretty(Object value) {
    return MAPPER.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value)
        + "\n";
  }

  /** The parser's words, without its note on where the text came from, which it does not know. */
  private static String problem(JacksonException e) {
    return e.getOriginalMessage().replaceFirst(" \\(start marker at \\[Source: .*", "");
  }

  private static BadInputException malformed(String origin, JacksonException e) {
    String where =
        e.getLocation() == null
            ? ""
            : " (line %d, column %d)"
                .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
    return new BadInputException(
        "%s is not valid JSON%s: %s".formatted(origin, where, problem(e)), e);
  }
}
