// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.metrics;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import tools.jackson.databind.JsonNode;

/**
 * Reads what {@link JsonLinesSink} wrote. A last line without its line feed was cut short by the
 * end of the process that wrote it, and is left out.
 */
public final class MetricLines {
  private final Path file;
  private final byte[] bytes;

  private MetricLines(Path file, byte[] bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  /** One complete line, its bytes and what it says. */
  private record Line(int start, int end, JsonNode values) {
    long step() {
      return values.path("step").longValue();
    }
  }

  /**
   * All rows of a file, in order; a value that JSON could not hold is NaN.
   *
   * @throws BadInputException if it cannot be read, or a complete line is not a metrics row
   */
  public static List<MetricRow> read(Path file) {
    return open(file).lines().stream().map(MetricLines::row).toList();
  }

  /** The bytes of the rows up to a step, that of the step included. */
  static byte[] upTo(Path file, long step) {
    MetricLines all = open(file);
    ByteArrayOutputStream kept = new ByteArrayOutputStream(all.bytes.length);
    for (Line line : all.lines()) {
      if (line.step() <= step) {
        kept.write(all.bytes, line.start(), line.end() - line.start());
      }
    }
    return kept.toByteArray();
  }

  private static MetricLines open(Path file) {
    try {
      return new MetricLines(file, Files.readAllBytes(file));
    } catch (IOException e) {
      throw new BadInputException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        String text = new String(bytes, start, i - start, StandardCharsets.UTF_8);
        String origin = "%s line %d".formatted(file, lines.size() + 1);
        lines.add(new Line(start, i + 1, parse(text, origin)));
        start = i + 1;
      }
    }
    return lines;
  }

  private static JsonNode parse(String line, String origin) {
    JsonNode values = Json.parse(line, origin);
    if (!values.path("step").isIntegralNumber()) {
      throw new BadInputException(
          "%s must be a metrics row with a whole number 'step', but is: %s; restore the file or "
                  .formatted(origin, line)
              + "move it away before resuming");
    }
    return values;
  }

  private static MetricRow row(Line line) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : line.values().properties()) {
      if (!MetricRow.OWN_KEYS.contains(entry.getKey())) {
        values.put(entry.getKey(), entry.getValue().asDouble(Double.NaN));
      }
    }
    return new MetricRow(line.step(), line.values().path("epoch").asDouble(0), values);
  }
}
