// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.config;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Another program's configuration as one JSON object: a JSON or YAML file, or the Python that
 * {@code eido plan --format peft|trl} prints.
 */
public final class ForeignFile {
  /** One keyword argument a line, a comma behind it. */
  private static final Pattern ARGUMENT = Pattern.compile("    (\\w+)=(.*),");

  private static final Pattern ASSIGNMENT = Pattern.compile("(\\w+) = ([-+.\\deE]+)");
  private static final Pattern RATIO = Pattern.compile("#.*\\b(loraplus_lr_ratio)=([-+.\\deE]+)");

  private ForeignFile() {}

  /**
   * Reads.
   *
   * @throws BadInputException if it is absent, damaged or no mapping
   */
  public static ObjectNode read(Path file) {
    String name = String.valueOf(file.getFileName());
    if (name.endsWith(".json")) {
      return Json.readObject(file);
    }
    String text = ConfigFile.decode(file);
    return name.endsWith(".py") ? python(text, file) : yaml(text, file);
  }

  private static ObjectNode yaml(String text, Path file) {
    LoadSettings settings = LoadSettings.builder().setLabel(file.toString()).build();
    try {
      JsonNode node = Json.mapper().valueToTree(new Load(settings).loadFromString(text));
      if (node instanceof ObjectNode keys) {
        return keys;
      }
    } catch (YamlEngineException e) {
      throw new BadInputException("%s is not valid YAML: %s".formatted(file, e.getMessage()), e);
    }
    throw new BadInputException("%s must hold lines of the form 'key: value'".formatted(file));
  }

  private static ObjectNode python(String text, Path file) {
    ObjectNode keys = Json.object();
    for (String line : text.split("\n", -1)) {
      for (Pattern pattern : new Pattern[] {ARGUMENT, ASSIGNMENT, RATIO}) {
        Matcher matcher = pattern.matcher(line.stripTrailing());
        if (matcher.matches()) {
          keys.set(matcher.group(1), value(matcher.group(2), file));
        }
      }
    }
    if (keys.isEmpty()) {
      throw new BadInputException(
          "Python is read as 'eido plan --format' writes it, one 'key=value,' a line, but %s has none; give a YAML or JSON file"
              .formatted(file));
    }
    return keys;
  }

  private static JsonNode value(String python, Path file) {
    String json =
        switch (python) {
          case "True" -> "true";
          case "False" -> "false";
          case "None" -> "null";
          default -> python;
        };
    return Json.parse(json, file.toString());
  }
}
