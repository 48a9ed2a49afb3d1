// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the names of a classifier's classes: {@code id2label}, else as many unnamed ones as {@code
 * num_labels} says, else two.
 */
final class LabelsReader {
  private static final int DEFAULT_LABELS = 2;

  private LabelsReader() {}

  static List<String> read(ConfigDocument document) {
    requireOneOfManyClasses(document);
    List<String> named = named(document);
    int count = document.size("num_labels", named == null ? DEFAULT_LABELS : named.size());
    if (named != null && named.size() != count) {
      throw document.refuse(
          "num_labels", "must be the number of names in id2label (%d)".formatted(named.size()));
    }
    List<String> labels = named == null ? unnamed(count) : named;
    requireInverse(document, labels);
    return labels;
  }

  /** The names transformers gives to classes without any. */
  static List<String> unnamed(int count) {
    return IntStream.range(0, count).mapToObj(i -> "LABEL_" + i).toList();
  }

  /** Regression and several labels at once have another loss and another meaning of the logits. */
  private static void requireOneOfManyClasses(ConfigDocument document) {
    String problem = document.text("problem_type");
    if (problem != null && !problem.equals("single_label_classification")) {
      throw document.refuse(
          "problem_type",
          "must be single_label_classification",
          "regression and multi-label classification are not supported");
    }
  }

  private static @Nullable List<String> named(ConfigDocument document) {
    JsonNode names = document.value("id2label");
    if (names == null) {
      return null;
    }
    Map<Integer, String> byId = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : names.properties()) {
      if (!entry.getKey().matches("\\d{1,8}") || !entry.getValue().isString()) {
        throw document.refuse("id2label", "must map ids to names");
      }
      byId.put(Integer.valueOf(entry.getKey()), entry.getValue().stringValue());
    }
    List<String> labels = new ArrayList<>(byId.values());
    if (labels.isEmpty() || !byId.containsKey(labels.size() - 1)) {
      throw document.refuse("id2label", "must name every id from 0 on, without gaps");
    }
    return labels;
  }

  private static void requireInverse(ConfigDocument document, List<String> labels) {
    JsonNode ids = document.value("label2id");
    if (ids == null || document.value("id2label") == null) {
      return;
    }
    for (int i = 0; i < labels.size(); i++) {
      JsonNode id = ids.get(labels.get(i));
      if (id == null || !id.isIntegralNumber() || id.intValue() != i) {
        throw document.refuse(
            "label2id",
            "must be the inverse of id2label, where %d is '%s'".formatted(i, labels.get(i)));
      }
    }
  }
}
