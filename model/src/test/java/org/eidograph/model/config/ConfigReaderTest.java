// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class ConfigReaderTest {
  private static final Path REAL = Path.of("src/test/resources/config/real.json");

  private static ObjectNode real(String name) {
    return (ObjectNode) Json.readObject(REAL).get(name);
  }

  private static TransformerConfig read(ObjectNode node) {
    return ConfigReader.read(new ConfigDocument(node, "config.json"), null);
  }

  private static TransformerConfig readWith(String name, String key, String json) {
    ObjectNode node = real(name);
    node.set(key, Json.parse(json, key));
    return read(node);
  }

  private static void assertRefused(ObjectNode node, String... words) {
    assertThatThrownBy(() -> read(node))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll(words);
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
    ObjectNode node = real("llama-3-8b");
    node.remove(key);

    assertRefused(node, "'" + key + "'", "needs");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hidden_size           | 0
          hidden_size           | -64
          hidden_size           | 64.5
          hidden_size           | "64"
          hidden_size           | true
          hidden_size           | 99999999999
          num_hidden_layers     | []
          num_key_value_heads   | 5
          num_attention_heads   | 7
          head_dim              | 127
          rms_norm_eps          | 0
          rms_norm_eps          | "small"
          rope_theta            | -1
          hidden_act            | "mish"
          hidden_act            | 3
          tie_word_embeddings   | "yes"
          attention_bias        | 1
          torch_dtype           | "int4"
          eos_token_id          | 1.5
          eos_token_id          | "end"
          model_type            | "mamba"
          """)
  void aBadValueIsRefusedByNameAndShown(String key, String value) {
    ObjectNode node = real("llama-3-8b");
    node.set(key, Json.parse(value, key));

    String named = key.equals("num_key_value_heads") ? "num_attention_heads" : key;
    assertRefused(node, "'" + named + "'", key.equals(named) ? "is " + value : "(5)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          llama  | quantization_config    | {"bits": 4}
          llama  | partial_rotary_factor  | 0.5
          llama  | logit_scale            | 0.25
          llama  | final_logit_softcapping| 30.0
          llama  | attention_multiplier   | 0.015
          llama  | embedding_multiplier   | 12.0
          llama  | residual_multiplier    | 0.22
          llama  | sliding_window         | 4096
          llama  | num_local_experts      | 8
          llama  | some_future_switch     | false
          mistral| attention_bias         | true
          mistral| layer_types            | ["sliding_attention"]
          qwen2  | mlp_bias               | true
          qwen2  | attention_bias         | false
          gpt2   | rope_theta             | 10000.0
          gpt2   | add_cross_attention    | true
          """)
  void aKeyThatWouldChangeTheMathsIsRefusedByName(String family, String key, String value) {
    ObjectNode node =
        real(
            switch (family) {
              case "llama" -> "llama-3-8b";
              case "mistral" -> "mistral-7b-v0.1";
              case "qwen2" -> "qwen2.5-0.5b";
              default -> "gpt2";
            });
    node.set(key, Json.parse(value, key));

    assertRefused(node, "'" + key + "'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          quantization_config    | null
          partial_rotary_factor  | 1.0
          logit_scale            | 1.0
          residual_multiplier    | 1
          use_sliding_window     | false
          pruned_heads           | {}
          some_future_switch     | null
          attention_dropout      | 0.1
          """)
  void aNeutralValueChangesNothing(String key, String value) {
    assertThat(readWith("llama-3-8b", key, value)).isEqualTo(read(real("llama-3-8b")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"rope_type": "longrope", "short_factor": [1], "long_factor": [1]} | 'rope_type'
          {"type": "su", "factor": 2.0}                                      | 'type'
          {"rope_type": "linear"}                                            | 'factor'
          {"rope_type": "linear", "factor": 0.5}                             | 'factor'
          {"rope_type": "linear", "factor": 2, "beta_fast": 3}               | 'beta_fast'
          {"rope_type": "llama3", "factor": 8, "low_freq_factor": 1}         | 'high_freq_factor'
          {"rope_type": "llama3", "factor": 8, "low_freq_factor": 4, "high_freq_factor": 4} | 'high_freq_factor'
          {"rope_type": "yarn", "factor": 4, "beta_fast": 1, "beta_slow": 2} | 'beta_fast'
          {"full_attention": {"rope_type": "default"}}                       | 'full_attention'
          [4]                                                                | 'rope_scaling'
          """)
  void aBadRotarySchemeIsRefusedByName(String scheme, String named) {
    ObjectNode node = real("llama-3-8b");
    node.set("rope_scaling", Json.parse(scheme, "rope_scaling"));

    assertRefused(node, named);
  }

  @Test
  void bothGenerationsOfRotaryKeysMeanTheSame() {
    ObjectNode newer = real("llama-3.2-1b-instruct");
    ObjectNode scheme = (ObjectNode) newer.remove("rope_scaling");
    scheme.set("rope_theta", newer.remove("rope_theta"));
    newer.set("rope_parameters", scheme);
    newer.set("dtype", newer.remove("torch_dtype"));

    assertThat(read(newer)).isEqualTo(read(real("llama-3.2-1b-instruct")));
  }

  @Test
  void gpt2IsReadByItsOtherNamesToo() {
    ObjectNode node = real("gpt2");
    node.set("hidden_size", node.remove("n_embd"));
    node.set("num_hidden_layers", node.remove("n_layer"));

    assertThat(read(node)).isEqualTo(read(real("gpt2")));
  }

  @Test
  void twoNamesOfOneSettingMustAgree() {
    ObjectNode node = real("gpt2");
    node.put("hidden_size", 1024);

    assertRefused(node, "'n_embd'", "'hidden_size'", "1024");
  }

  @Test
  void slidingLayersNeedAWindow() {
    ObjectNode node = real("qwen3-new-generation");
    node.set("layer_types", Json.parse("[\"full_attention\", \"sliding_attention\"]", "test"));

    assertRefused(node, "'layer_types'", "use_sliding_window");
  }

  @Test
  void endingsOfGenerationConfigWin(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("config.json"), Json.pretty(real("gpt2")));
    Files.writeString(
        directory.resolve("generation_config.json"), "{\"eos_token_id\": [7, 8], \"top_k\": 3}");

    SpecialTokens tokens = ConfigReader.read(directory).specialTokens();

    assertThat(tokens.eos()).isEqualTo(List.of(7, 8));
    assertThat(tokens.bos()).hasValue(50256);
  }

  @Test
  void aDirectoryWithoutConfigSaysWhatToPass(@TempDir Path directory) {
    assertThatThrownBy(() -> ConfigReader.read(directory))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll("config.json", directory.toString());
  }

  @Test
  void windowsLineEndsAndGermanLocaleChangeNothing(@TempDir Path directory) throws IOException {
    String text = Json.pretty(real("llama-3.2-1b-instruct")).replace("\n", "\r\n");
    Files.write(directory.resolve("config.json"), text.getBytes(StandardCharsets.UTF_8));
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(ConfigReader.read(directory)).isEqualTo(read(real("llama-3.2-1b-instruct")));
    } finally {
      Locale.setDefault(before);
    }
  }
}
