// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eidograph.base.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Configurations of published models against what transformers builds from them
 * (interop/configs/make_expected.py).
 */
class RealConfigsTest {
  private static final ObjectNode REAL = resource("real.json");
  private static final ObjectNode EXPECTED = resource("real-expected.json");

  private static ObjectNode resource(String name) {
    return Json.readObject(Path.of("src/test/resources/config", name));
  }

  static Stream<String> names() {
    return REAL.propertyNames().stream();
  }

  private static TransformerConfig read(String name) {
    return ConfigReader.read(new ConfigDocument((ObjectNode) REAL.get(name), name), null);
  }

  @ParameterizedTest
  @MethodSource("names")
  void sizesAreThoseOfTransformers(String name) {
    TransformerConfig config = read(name);

    JsonNode expected = EXPECTED.get(name);
    assertThat(config.hiddenSize()).isEqualTo(expected.get("hidden_size").intValue());
    assertThat(config.intermediateSize()).isEqualTo(expected.get("intermediate_size").intValue());
    assertThat(config.layers()).isEqualTo(expected.get("layers").intValue());
    assertThat(config.heads()).isEqualTo(expected.get("heads").intValue());
    assertThat(config.keyValueHeads()).isEqualTo(expected.get("key_value_heads").intValue());
    assertThat(config.headSize()).isEqualTo(expected.get("head_size").intValue());
    assertThat(config.vocabularySize()).isEqualTo(expected.get("vocabulary_size").intValue());
    assertThat(config.maxPositions()).isEqualTo(expected.get("max_positions").intValue());
  }

  @ParameterizedTest
  @MethodSource("names")
  void switchesAreThoseOfTransformers(String name) {
    TransformerConfig config = read(name);

    JsonNode expected = EXPECTED.get(name);
    assertThat(config.attentionBias()).isEqualTo(expected.get("attention_bias").booleanValue());
    assertThat(config.attentionOutputBias())
        .isEqualTo(expected.get("attention_output_bias").booleanValue());
    assertThat(config.mlpBias()).isEqualTo(expected.get("mlp_bias").booleanValue());
    assertThat(config.queryKeyNorm()).isEqualTo(expected.get("query_key_norm").booleanValue());
    assertThat(config.tiedEmbeddings()).isEqualTo(expected.get("tied_embeddings").booleanValue());
    assertThat(config.normEpsilon()).isEqualTo(expected.get("norm_epsilon").doubleValue());
  }

  @ParameterizedTest
  @MethodSource("names")
  void layersAreThoseOfTransformers(String name) {
    TransformerConfig config = read(name);

    JsonNode expected = EXPECTED.get(name);
    assertThat(config.slidingWindows()).isEqualTo(ints(expected.get("sliding_windows")));
    assertThat(config.attentionScales()).hasSize(config.layers());
    for (int layer = 0; layer < config.layers(); layer++) {
      // powers and roots in double precision, one rounding apart
      assertThat(config.attentionScales().get(layer))
          .isCloseTo(expected.get("scales").get(layer).doubleValue(), within(1e-15));
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void tokensAndTypeAreThoseOfTransformers(String name) {
    TransformerConfig config = read(name);

    JsonNode expected = EXPECTED.get(name);
    SpecialTokens tokens = config.specialTokens();
    assertThat(tokens.bos()).isEqualTo(idWithin(expected.get("bos"), config.vocabularySize()));
    assertThat(tokens.pad()).isEqualTo(idWithin(expected.get("pad"), config.vocabularySize()));
    assertThat(tokens.eos())
        .isEqualTo(
            ints(expected.get("eos")).stream().filter(i -> i < config.vocabularySize()).toList());
    String type =
        config.storedType() == null ? "null" : config.storedType().name().toLowerCase(Locale.ROOT);
    assertThat(type).isEqualTo(expected.get("stored_type").asString("null"));
  }

  @ParameterizedTest
  @MethodSource("names")
  void rotaryTypeIsThatOfTransformers(String name) {
    RopeConfig rope = read(name).rope();

    String expected = EXPECTED.get(name).path("rope_type").asString("none");
    assertThat(rope.getClass().getSimpleName().toLowerCase(Locale.ROOT)).isEqualTo(expected);
    assertThat(Set.of("none", "default", "linear", "llama3", "yarn")).contains(expected);
  }

  private static List<Integer> ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::intValue).toList();
  }

  private static OptionalInt idWithin(JsonNode id, int vocabularySize) {
    boolean usable = id.isNumber() && id.intValue() >= 0 && id.intValue() < vocabularySize;
    return usable ? OptionalInt.of(id.intValue()) : OptionalInt.empty();
  }
}
