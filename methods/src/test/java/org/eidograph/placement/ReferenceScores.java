// Licensed under the Apache License, Version 2.0.
package org.eidograph.placement;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.base.Json;
import tools.jackson.databind.JsonNode;

/**
 * Scores that transformers and torch gave, written by interop/placement/make_scores.py.
 *
 * @param name of the checkpoint
 * @param directory the checkpoint
 * @param samples token ids
 * @param averaging how the padded numbers were made
 * @param tokens score by module path, every token once
 * @param padded score by module path, padding counted
 */
record ReferenceScores(
    String name,
    Path directory,
    List<int[]> samples,
    Averaging averaging,
    Map<String, Double> tokens,
    Map<String, Double> padded) {
  static List<ReferenceScores> all() {
    try (InputStream in = ReferenceScores.class.getResourceAsStream("scores.json")) {
      List<ReferenceScores> all = new ArrayList<>();
      Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), "scores.json")
          .forEach(node -> all.add(of(node)));
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ReferenceScores of(JsonNode node) {
    List<int[]> samples = new ArrayList<>();
    for (JsonNode sample : node.get("samples")) {
      samples.add(sample.valueStream().mapToInt(JsonNode::intValue).toArray());
    }
    return new ReferenceScores(
        node.get("name").stringValue(),
        Path.of("..").resolve(node.get("checkpoint").stringValue()),
        samples,
        new Averaging.OverPaddedBatches(
            node.get("batch_size").intValue(), node.get("pad_id").intValue()),
        column(node, "tokens"),
        column(node, "padded"));
  }

  private static Map<String, Double> column(JsonNode node, String name) {
    Map<String, Double> column = new LinkedHashMap<>();
    for (JsonNode module : node.get("modules")) {
      column.put(module.get("path").stringValue(), module.get(name).doubleValue());
    }
    return column;
  }

  @Override
  public String toString() {
    return name;
  }
}
