// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eidograph.base.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Every key that changes the maths has a golden checkpoint that shows it. */
class SwitchTableTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  /** Keys that every golden varies or that only name ids: no row of their own. */
  private static final Set<String> STRUCTURE =
      Set.of(
          ("model_type hidden_size intermediate_size num_hidden_layers num_attention_heads"
                  + " num_key_value_heads head_dim vocab_size max_position_embeddings n_embd n_layer"
                  + " n_head n_positions num_experts bos_token_id eos_token_id pad_token_id dtype"
                  + " partial_rotary_factor rope_parameters rope_scaling"
                  + " original_max_position_embeddings")
              .split(" "));

  private static JsonNode index() throws IOException {
    return Json.parse(Files.readString(GOLDEN.resolve("index.json")), "index.json");
  }

  private static Set<String> rows(Family family) throws IOException {
    Set<String> switches = new TreeSet<>();
    for (JsonNode row : index()) {
      if (row.get("family").stringValue().equals(family.modelType())) {
        row.get("switches").forEach(name -> switches.add(name.stringValue()));
      }
    }
    return switches;
  }

  static Stream<String> goldens() throws IOException {
    return StreamSupport.stream(index().spliterator(), false).map(r -> r.get("name").stringValue());
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void everySwitchOfAFamilyHasAGolden(Family family) throws IOException {
    assertThat(rows(family)).containsAll(ConfigReader.switches(family));
  }

  @Test
  void everySharedSwitchHasAGolden() throws IOException {
    Set<String> all = new TreeSet<>();
    for (Family family : Family.values()) {
      all.addAll(rows(family));
    }

    assertThat(all).containsAll(ConfigReader.sharedSwitches());
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void everyKeyTheReaderAsksForIsASwitchOrStructure(Family family) {
    ObjectNode smallest =
        (ObjectNode)
            Json.parse(
                """
                {"hidden_size": 64, "intermediate_size": 8, "num_hidden_layers": 1,
                 "num_attention_heads": 32, "vocab_size": 5}
                """,
                "test");
    if (family == Family.GPT2) {
      smallest.remove("intermediate_size");
    }
    smallest.put("model_type", family.modelType());
    ConfigDocument document = new ConfigDocument(smallest, "config.json");

    ConfigReader.read(document, null);

    Set<String> asked = new TreeSet<>(document.asked());
    asked.removeAll(STRUCTURE);
    Set<String> known = new TreeSet<>(ConfigReader.switches(family));
    known.addAll(ConfigReader.sharedSwitches());
    assertThat(known).containsAll(asked);
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void everyGoldenIsRead(String name) {
    TransformerConfig config = ConfigReader.read(GOLDEN.resolve(name));

    assertThat(name).startsWith(config.modelType());
  }
}
