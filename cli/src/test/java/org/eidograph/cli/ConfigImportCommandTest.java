// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code eido config import}: other programs' settings as ours. */
class ConfigImportCommandTest {
  private static final String EXAMPLE = "../docs/examples/axolotl.yaml";

  @TempDir private Path place;

  @Test
  void textIsTheOneReadmeShows() throws Exception {
    Terminal terminal = Terminal.eido("config", "import", EXAMPLE);

    assertThat(terminal.exitCode()).as(terminal.err()).isZero();
    Snippet.check("config-import", terminal.out());
  }

  @Test
  @Proves("config import --output --json")
  void fileIsWhatIsPrintedAndFinetuneTakesIt() throws Exception {
    Path target = place.resolve("train.yaml");
    String printed = Terminal.eido("config", "import", EXAMPLE).out();
    Terminal written = Terminal.eido("config", "import", EXAMPLE, "--output", target.toString());
    Terminal again = Terminal.eido("config", "import", EXAMPLE, "--output", target.toString());
    JsonNode shown =
        Terminal.eido("config", "show", "finetune", "--config", target.toString(), "--json").json();

    assertThat(Files.readString(target)).isEqualTo(printed);
    assertThat(written.out()).contains("settings in", "keys not followed");
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err()).contains("name another");
    JsonNode imported = Terminal.eido("config", "import", EXAMPLE, "--json").json();
    for (JsonNode setting : imported.get("settings")) {
      assertThat(value(shown, setting.get("key").asString()))
          .as(setting.get("key").asString())
          .isEqualToIgnoringCase(plain(setting.get("value")));
    }
  }

  private static String value(JsonNode shown, String key) {
    for (JsonNode setting : shown.get("settings")) {
      if (setting.get("key").asString().equals(key)) {
        return plain(setting.get("value"));
      }
    }
    return "no such setting";
  }

  /** A whole number of epochs or of alpha is the same number with or without its point. */
  private static String plain(JsonNode value) {
    return value.isNumber() ? value.asString().replaceFirst("\\.0$", "") : value.asString();
  }

  @Test
  @Proves("config import --format")
  void formatIsToldByTheKeysOrNamed() throws Exception {
    Path file = Files.writeString(place.resolve("a.yaml"), "lora_r: 4\nlora_target: all\n");

    assertThat(format(file)).isEqualTo("trl");
    assertThat(format(file, "--format", "llamafactory")).isEqualTo("llamafactory");
  }

  private static String format(Path file, String... more) {
    List<String> line = new ArrayList<>(List.of("config", "import", file.toString(), "--json"));
    line.addAll(List.of(more));
    return Terminal.eido(line.toArray(String[]::new)).json().get("format").asString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.yaml | 'lora_r: 4\nlora_r: 8\n' | duplicate key",
        "a.yaml | '- a\n' | 'key: value'",
        "a.yaml | 'colour: red\n' | --format",
        "a.json | '{' | a.json",
        "a.py | 'print(1)' | plan --format"
      })
  void refusesAFileThatIsNoConfiguration(String name, String text, String message)
      throws Exception {
    Path file = Files.writeString(place.resolve(name), text);

    Terminal terminal = Terminal.eido("config", "import", file.toString());

    assertThat(terminal.exitCode()).as(terminal.err()).isEqualTo(4);
    assertThat(terminal.err()).contains(message).doesNotContain("Exception");
  }

  @Test
  void absentFileIsNamed() {
    Terminal terminal = Terminal.eido("config", "import", place + "/none.yaml");

    assertThat(terminal.exitCode()).isEqualTo(4);
    assertThat(terminal.err()).contains("none.yaml", "it does not exist");
  }

  /**
   * What is planned, written for a program and read back is planned again: the same text, but for
   * the comments, which say that values are given now.
   */
  @ParameterizedTest
  @Tag("slow")
  @CsvSource({"peft, py", "trl, py", "axolotl, yaml", "llamafactory, yaml"})
  void planComesBackAsItWas(String format, String ending) throws Exception {
    String[] options = {
      "--rank",
      "3",
      "--alpha",
      "6",
      "--rslora",
      "--target",
      "q_proj,v_proj",
      "--steps",
      "40",
      "--batch-size",
      "2",
      "--accumulation",
      "3",
      "--weight-decay",
      "0.1",
      "--floor",
      "0.25",
      "--warmup",
      "0.1",
      "--clip",
      "0.5",
      "--seed",
      "7",
      "--lora-plus-ratio",
      "4"
    };
    String first = plan(format, options);
    Path file = Files.writeString(place.resolve("plan." + ending), first);
    Path settings = place.resolve("settings.yaml");
    Terminal imported =
        Terminal.eido("config", "import", file.toString(), "--output", settings.toString());
    assertThat(imported.exitCode()).as(imported.err()).isZero();

    String again =
        plan(
            format,
            "--config",
            settings.toString(),
            "--set",
            "model=" + TrialRuns.STORIES,
            "--output-dir",
            place.resolve("report").toString());

    assertThat(code(again)).isEqualTo(code(first));
  }

  private String plan(String format, String... more) throws Exception {
    List<String> line = new ArrayList<>(List.of("plan", "--format", format, "--max-length", "64"));
    line.addAll(List.of("--data", new TrialRuns(place).data().toString()));
    if (!Arrays.asList(more).contains("--config")) {
      line.addAll(List.of("--model", TrialRuns.STORIES.toString()));
    }
    line.addAll(List.of(more));
    Terminal terminal = Terminal.eido(line.toArray(String[]::new));
    assertThat(terminal.exitCode()).as(terminal.err()).isZero();
    return terminal.out();
  }

  private static List<String> code(String text) {
    return text.lines().filter(line -> !line.startsWith("#")).toList();
  }
}
