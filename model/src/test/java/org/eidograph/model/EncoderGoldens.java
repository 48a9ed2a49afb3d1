// Licensed under the Apache License, Version 2.0.
package org.eidograph.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eidograph.base.Json;
import org.eidograph.torch.Device;
import org.eidograph.torch.safetensors.TensorSource;
import tools.jackson.databind.JsonNode;

/** The golden classifiers and their padded batches, see golden-encoders/README.md. */
public final class EncoderGoldens {
  public static final Path ROOT = Path.of("src/test/resources/golden-encoders");

  private EncoderGoldens() {}

  /** Rows of the index. */
  public static Stream<JsonNode> rows() {
    try {
      JsonNode index = Json.parse(Files.readString(ROOT.resolve("index.json")), "index.json");
      return StreamSupport.stream(index.spliterator(), false);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Names of the goldens of one layout. */
  static Stream<String> names(String... layouts) {
    return rows()
        .filter(row -> List.of(layouts).contains(row.get("layout").stringValue()))
        .map(row -> row.get("name").stringValue());
  }

  /** The batch of a golden as its rows without padding. */
  static List<int[]> texts(TensorSource golden) {
    return unpadded(golden, "input_ids");
  }

  /** The whole batch as one pass. */
  static Pass pass(TensorSource golden) {
    int[] types =
        unpadded(golden, "token_type_ids").stream().flatMapToInt(Arrays::stream).toArray();
    return Pass.inference(Sequences.of(texts(golden)), Device.CPU).typed(types);
  }

  /** One row of the batch as a pass. */
  static Pass pass(TensorSource golden, int row) {
    return Pass.inference(Sequences.of(texts(golden).get(row)), Device.CPU)
        .typed(unpadded(golden, "token_type_ids").get(row));
  }

  private static List<int[]> unpadded(TensorSource golden, String name) {
    long[] values = golden.tensor(name).toLongs();
    long[] mask = golden.tensor("attention_mask").toLongs();
    int length = (int) golden.info(name).shape()[1];
    List<int[]> rows = new ArrayList<>();
    for (int start = 0; start < values.length; start += length) {
      int tokens = (int) Arrays.stream(mask, start, start + length).sum();
      rows.add(Arrays.stream(values, start, start + tokens).mapToInt(Math::toIntExact).toArray());
    }
    return rows;
  }
}
