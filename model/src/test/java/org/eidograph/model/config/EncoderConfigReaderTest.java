// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.TreeSet;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.model.EncoderGoldens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class EncoderConfigReaderTest {
  /** The whole file of all-MiniLM-L6-v2. */
  private static final String MINILM =
      """
      {"_name_or_path": "nreimers/MiniLM-L6-H384-uncased", "architectures": ["BertModel"],
       "attention_probs_dropout_prob": 0.1, "gradient_checkpointing": false, "hidden_act": "gelu",
       "hidden_dropout_prob": 0.1, "hidden_size": 384, "initializer_range": 0.02,
       "intermediate_size": 1536, "layer_norm_eps": 1e-12, "max_position_embeddings": 512,
       "model_type": "bert", "num_attention_heads": 12, "num_hidden_layers": 6, "pad_token_id": 0,
       "position_embedding_type": "absolute", "transformers_version": "4.8.2",
       "type_vocab_size": 2, "use_cache": true, "vocab_size": 30522}
      """;

  private static ObjectNode miniLm() {
    return (ObjectNode) Json.parse(MINILM, "test");
  }

  private static EncoderConfig readWith(String key, String json) {
    ObjectNode node = miniLm();
    node.set(key, Json.parse(json, key));
    return EncoderConfigReader.read(new ConfigDocument(node, "config.json"));
  }

  @Test
  void aPublishedFileIsRead() {
    EncoderConfig config = readWith("use_cache", "true");

    assertThat(config.family()).isEqualTo(EncoderFamily.BERT);
    assertThat(config.hiddenSize()).isEqualTo(384);
    assertThat(config.headSize()).isEqualTo(32);
    assertThat(config.maxTokens()).isEqualTo(512);
    assertThat(config.activation()).isEqualTo(Activation.GELU);
    assertThat(config.labels()).containsExactly("LABEL_0", "LABEL_1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model_type",
        "hidden_size",
        "intermediate_size",
        "num_hidden_layers",
        "num_attention_heads",
        "vocab_size"
      })
  void aMissingNeededKeyIsNamed(String key) {
    ObjectNode node = miniLm();
    node.remove(key);

    assertThatThrownBy(() -> EncoderConfigReader.read(new ConfigDocument(node, "config.json")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll("'" + key + "'", "needs");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "is_decoder | true | not supported",
        "add_cross_attention | true | not supported",
        "position_embedding_type | \"relative_key\" | not supported",
        "pruned_heads | {\"0\": [1]} | not supported",
        "quantization_config | {\"bits\": 4} | not supported",
        "rope_theta | 10000.0 | not supported",
        "embedding_size | 128 | unknown key",
        "hidden_act | \"mish\" | must be one of",
        "num_attention_heads | 7 | must divide",
        "model_type | \"llama\" | bert, roberta",
        "problem_type | \"regression\" | single_label_classification",
        "num_labels | 0 | whole number",
        "id2label | {\"0\": \"a\", \"2\": \"b\"} | without gaps",
        "id2label | {\"0\": 5} | must map ids to names"
      })
  void whatWouldChangeTheLogitsIsRefusedByName(String key, String json, String words) {
    assertThatThrownBy(() -> readWith(key, json))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll("'" + key + "'", words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "is_decoder | false",
        "position_embedding_type | \"absolute\"",
        "pruned_heads | {}",
        "embedding_size | null",
        "problem_type | \"single_label_classification\"",
        "hidden_dropout_prob | 0.3"
      })
  void aNeutralValueIsAccepted(String key, String json) {
    assertThat(readWith(key, json)).isEqualTo(readWith("use_cache", "true"));
  }

  @Test
  void labelsThatContradictEachOtherAreRefused() {
    ObjectNode node = miniLm();
    node.set("id2label", Json.parse("{\"0\": \"a\", \"1\": \"b\"}", "test"));
    node.set("label2id", Json.parse("{\"a\": 1, \"b\": 0}", "test"));

    assertThatThrownBy(() -> EncoderConfigReader.read(new ConfigDocument(node, "config.json")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll("'label2id'", "inverse", "0 is 'a'");
  }

  @Test
  void aRobertaCountsPositionsFromItsPaddingSoItMustHaveOne() {
    ObjectNode node = miniLm();
    node.put("model_type", "roberta");
    assertThat(EncoderConfigReader.read(new ConfigDocument(node, "c")).maxTokens()).isEqualTo(511);
    node.putNull("pad_token_id");

    assertThatThrownBy(() -> EncoderConfigReader.read(new ConfigDocument(node, "config.json")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("'pad_token_id'");
  }

  @ParameterizedTest
  @EnumSource(EncoderFamily.class)
  void everySwitchHasAGolden(EncoderFamily family) {
    Set<String> shown = new TreeSet<>();
    EncoderGoldens.rows()
        .filter(row -> row.get("family").stringValue().equals(family.modelType()))
        .forEach(row -> row.get("switches").forEach(name -> shown.add(name.stringValue())));

    assertThat(shown).containsAll(EncoderConfigReader.switches(family));
  }

  @ParameterizedTest
  @EnumSource(EncoderFamily.class)
  void everyKeyTheReaderAsksForIsASwitchOrStructure(EncoderFamily family) {
    ObjectNode node = miniLm();
    node.put("model_type", family.modelType());
    ConfigDocument document = new ConfigDocument(node, "config.json");

    EncoderConfigReader.read(document);

    Set<String> asked = new TreeSet<>(document.asked());
    asked.removeAll(node.propertyNames());
    asked.removeAll(EncoderConfigReader.switches(family));
    // sizes of the new head's weights, a synonym, and what only accepts or refuses
    assertThat(asked).isSubsetOf("dtype", "label2id", "problem_type");
  }
}
