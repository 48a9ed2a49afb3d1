// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.eidograph.base.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Frequencies against those of transformers (interop/rope/make_tables.py). */
class RopeTableTest {
  private static final ObjectNode TABLES =
      Json.readObject(Path.of("src/test/resources/config/rope-tables.json"));

  static Stream<String> names() {
    return TABLES.propertyNames().stream();
  }

  private static RopeTable table(String name) {
    JsonNode row = TABLES.get(name);
    ObjectNode file = Json.object();
    file.set("rope_parameters", row.get("rope_parameters"));
    int headSize = row.get("head_size").intValue();
    int maxPositions = row.get("max_position_embeddings").intValue();
    RopeConfig rope =
        RopeReader.read(new ConfigDocument(file, name), Family.LLAMA, maxPositions, headSize);
    return RopeTable.of(rope, headSize);
  }

  @ParameterizedTest
  @MethodSource("names")
  void frequenciesAreThoseOfTransformersAtEveryLength(String name) {
    RopeTable table = table(name);

    for (JsonNode expected : TABLES.get(name).get("tables")) {
      float[] actual = table.inverseFrequencies(expected.get("length").intValue());
      JsonNode frequencies = expected.get("inverse_frequencies");
      assertThat(actual).hasSize(frequencies.size());
      for (int i = 0; i < actual.length; i++) {
        double truth = frequencies.get(i).doubleValue();
        // a float32 power is within one unit (6e-8) there, and a few roundings follow
        assertThat((double) actual[i]).isCloseTo(truth, within(5e-7 * truth));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void attentionFactorIsThatOfTransformers(String name) {
    double expected = TABLES.get(name).get("attention_factor").doubleValue();

    // the same double formula; the order of its logarithm may round once
    assertThat(table(name).attentionFactor()).isCloseTo(expected, within(1e-12));
  }

  @Test
  void onlyDynamicScalingDependsOnTheLengthAndOnlyBeyondItsLimit() {
    assertThat(table("dynamic").dependsOnLength(512)).isFalse();
    assertThat(table("dynamic").dependsOnLength(513)).isTrue();
    assertThat(table("yarn").dependsOnLength(1_000_000)).isFalse();
  }

  @Test
  void factorOneChangesNothing() {
    RopeTable plain = RopeTable.of(new RopeConfig.Default(10_000), 64);

    assertThat(RopeTable.of(new RopeConfig.Linear(10_000, 1), 64).inverseFrequencies(9))
        .isEqualTo(plain.inverseFrequencies(9));
  }

  @Test
  void oddHeadsAndNoSchemeAreRefused() {
    assertThatThrownBy(() -> RopeTable.of(new RopeConfig.Default(10_000), 7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("even");
    assertThatThrownBy(() -> RopeTable.of(new RopeConfig.None(), 8))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
