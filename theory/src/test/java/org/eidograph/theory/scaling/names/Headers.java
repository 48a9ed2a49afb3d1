// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.names;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eidograph.theory.scaling.Tables;
import org.eidograph.theory.scaling.names.ModelDescription.Counts;
import org.eidograph.theory.scaling.names.ModelDescription.Head;
import org.eidograph.theory.scaling.names.ModelDescription.Switches;
import org.eidograph.theory.scaling.names.ModelDescription.Widths;
import tools.jackson.databind.JsonNode;

/** Headers of checkpoints that transformers saved (interop/scaling/make_headers.py). */
public final class Headers {
  private static final JsonNode MODELS = Tables.read("headers.json").get("models");

  private Headers() {}

  /**
   * A header and what its configuration says.
   *
   * @param complete whether the description alone names all of its tensors
   */
  public record Header(ModelDescription model, Map<String, long[]> shapes, boolean complete) {}

  public static Stream<String> names() {
    return StreamSupport.stream(MODELS.spliterator(), false)
        .map(model -> model.get("name").stringValue());
  }

  public static Header of(String name) {
    for (JsonNode model : MODELS) {
      if (model.get("name").stringValue().equals(name)) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> tensor : model.get("tensors").properties()) {
          double[] shape = Tables.numbers(tensor.getValue());
          shapes.put(tensor.getKey(), Arrays.stream(shape).mapToLong(d -> (long) d).toArray());
        }
        return new Header(
            describe(model.get("description")), shapes, model.get("complete").booleanValue());
      }
    }
    throw new IllegalArgumentException("no header is called " + name);
  }

  private static ModelDescription describe(JsonNode row) {
    return new ModelDescription(
        ModelFamily.of(row.get("model_type").stringValue()),
        new Widths(
            number(row, "hidden_size"),
            number(row, "feed_forward_size"),
            number(row, "heads"),
            number(row, "key_value_heads"),
            number(row, "head_size")),
        new Counts(
            number(row, "layers"),
            number(row, "vocabulary"),
            number(row, "positions"),
            number(row, "token_types"),
            number(row, "experts"),
            number(row, "labels")),
        new Switches(
            Head.valueOf(row.get("head").stringValue()),
            row.get("tied").booleanValue(),
            row.get("query_key_value_bias").booleanValue(),
            row.get("output_bias").booleanValue(),
            row.get("feed_forward_bias").booleanValue()));
  }

  private static int number(JsonNode row, String key) {
    return row.get(key).intValue();
  }
}
