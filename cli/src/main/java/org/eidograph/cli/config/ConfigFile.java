// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.base.BadInputException;
import org.eidograph.base.UsageException;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A YAML file with one flat mapping, read with the line of every key.
 *
 * <p>Scalars keep their text: {@code 1e-4} reaches the option exactly as it was written.
 */
final class ConfigFile {
  private ConfigFile() {}

  /**
   * Reads a file.
   *
   * @throws BadInputException if it cannot be read or is not YAML in UTF-8
   * @throws UsageException if a key is given twice or has no usable value
   */
  static List<ConfigEntry> read(Path file) {
    String text = decode(file);
    Node root = compose(text, file.toString());
    if (root == null) {
      return List.of();
    }
    if (!(root instanceof MappingNode mapping)) {
      throw new BadInputException("%s must hold lines of the form 'key: value'".formatted(file));
    }
    Map<String, ConfigEntry> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Origin origin = new Origin.FileLine(file, line(tuple.getKeyNode()));
      ConfigEntry entry =
          NodeValues.entry(key(tuple.getKeyNode(), origin), tuple.getValueNode(), origin);
      ConfigEntry earlier = entries.putIfAbsent(entry.key(), entry);
      if (earlier != null) {
        throw new UsageException(
            "a key may be given once, but '%s' stands at %s and at %s; delete one of them"
                .formatted(entry.key(), earlier.origin().text(), origin.text()));
      }
    }
    return new ArrayList<>(entries.values());
  }

  /** Parses YAML; null for a document without content. */
  @SuppressWarnings("NullAway") // Optional.orElse(null) is this method's documented answer
  static Node compose(String text, String origin) {
    LoadSettings settings = LoadSettings.builder().setLabel(origin).setUseMarks(true).build();
    try {
      return new Compose(settings).composeString(text).orElse(null);
    } catch (MarkedYamlEngineException e) {
      String where = e.getProblemMark().map(m -> ":" + (m.getLine() + 1)).orElse("");
      throw new BadInputException(
          "%s%s is not valid YAML: %s".formatted(origin, where, e.getProblem()), e);
    } catch (YamlEngineException e) {
      throw new BadInputException("%s is not valid YAML: %s".formatted(origin, e.getMessage()), e);
    }
  }

  /** The text of a file in UTF-8. */
  static String decode(Path file) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new BadInputException(
          "%s must be UTF-8, but holds other bytes; save it as UTF-8".formatted(file), e);
    } catch (IOException e) {
      throw new BadInputException(
          "the configuration file %s cannot be read: %s".formatted(file, reason(e)), e);
    }
  }

  private static String reason(IOException e) {
    return e instanceof java.nio.file.NoSuchFileException
        ? "it does not exist"
        : String.valueOf(e.getMessage());
  }

  private static String key(Node node, Origin origin) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw new UsageException("%s: a key must be a plain word".formatted(origin.text()));
  }

  private static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }
}
