// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eidograph.base.Json;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** {@code eido transfer sweep} on tiny language models. */
class LanguageSweepTest {
  @TempDir private Path place;

  @Test
  @Tag("slow")
  @Proves({
    "transfer sweep --model --data --widths --batch-size --warmup --init-std",
    "transfer sweep --max-length --eval-fraction --eval-data"
  })
  void languageModelsAreSweptOnText() throws Exception {
    String[] text = language("Once upon a time there was a dog. It ran to the park.\n\n");
    List<String> usual = losses("usual", text);
    Files.writeString(place.resolve("other.txt"), "A cat slept all day long.\n\n".repeat(9));
    String[][] changes = {
      {"--batch-size", "3"},
      {"--warmup", "0.5"},
      {"--init-std", "0.1"},
      {"--max-length", "24"},
      {"--eval-fraction", "0.4"},
      {"--eval-data", place.resolve("other.txt").toString()}
    };

    // the head, then three widths at three rates
    assertThat(usual).hasSize(1 + 9).anyMatch(line -> line.startsWith("mup,adamw,0.0,48,"));
    for (String[] change : changes) {
      assertThat(losses(change[0].substring(2), text, change))
          .as(String.join(" ", change))
          .doesNotContainAnyElementsOf(usual.subList(1, usual.size()));
    }
    assertThat(losses("same", text, "--batch-size", "4", "--warmup", "0.1", "--init-std", "0.02"))
        .isEqualTo(usual);
  }

  private List<String> losses(String name, String[] text, String... more) throws Exception {
    List<String> line = new ArrayList<>(Arrays.asList(text));
    line.addAll(Arrays.asList(more));
    line.addAll(List.of("--output-dir", place.resolve(name).toString()));
    Terminal terminal = TransferSweepCommandTest.sweep(line.toArray(String[]::new));
    assertThat(terminal.exitCode()).as(terminal.err()).isZero();
    return Files.readAllLines(place.resolve(name).resolve("results.csv"));
  }

  @Test
  @Proves("transfer sweep --field")
  void fieldsOfRowsAreNamed() throws Exception {
    String[] text = language("{\"body\": \"Once upon a time there was a dog.\"}\n");
    Path rows = place.resolve("rows.jsonl");
    Files.copy(place.resolve("text.txt"), rows);
    for (int i = 0; i < text.length; i++) {
      text[i] = text[i].replace("text.txt", "rows.jsonl");
    }
    List<String> line = new ArrayList<>(Arrays.asList(text));
    assertThat(TransferSweepCommandTest.sweep(text).exitCode()).isEqualTo(4);
    line.addAll(List.of("--field", "text=body"));

    assertThat(TransferSweepCommandTest.sweep(line.toArray(String[]::new)).exitCode()).isZero();
  }

  /** A directory with a tiny model's configuration, and the arguments that sweep it. */
  private String[] language(String row) throws Exception {
    Path model = Files.createDirectory(place.resolve("model"));
    Path stories = Path.of("../fixtures/stories260k");
    ObjectNode config = Json.readObject(stories.resolve("config.json"));
    config.put("hidden_size", 16);
    config.put("intermediate_size", 32);
    config.put("num_hidden_layers", 1);
    config.put("num_attention_heads", 2);
    config.put("num_key_value_heads", 1);
    config.remove("head_dim");
    Files.writeString(model.resolve("config.json"), Json.pretty(config));
    for (String name : List.of("tokenizer.json", "tokenizer_config.json")) {
      Files.copy(stories.resolve(name), model.resolve(name));
    }
    Path text = Files.writeString(place.resolve("text.txt"), row.repeat(40));
    return new String[] {
      "--model",
      model.toString(),
      "--data",
      text.toString(),
      "--widths",
      "16,32,48",
      "--lrs",
      "2^-8:2^-6",
      "--extend",
      "0",
      "--steps",
      "3",
      "--no-control",
      "--set",
      "seeds=1",
      "--set",
      "eval_fraction=0.2",
      "--set",
      "max_length=32"
    };
  }

  @Test
  void aWidthWithBrokenHeadsIsRefusedBeforeTheTextIsRead() throws Exception {
    String[] line = language("Once.\n");
    line[Arrays.asList(line).indexOf("16,32,48")] = "16,24,32";
    Terminal terminal = TransferSweepCommandTest.sweep(line);

    assertThat(terminal.exitCode()).isEqualTo(4);
    assertThat(terminal.err()).contains("must be a multiple of 16").contains("got 24");
  }
}
