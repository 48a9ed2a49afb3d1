// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.eidograph.base.Json;
import org.eidograph.cli.config.ResolvedConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ConfigTest {
  @TempDir Path directory;

  @Test
  void flagWinsOverSetWinsOverFileWinsOverDefault() throws Exception {
    Path file = config("model: m\nrank: 2\nlearning_rate: 3e-4\npacking: false\n");
    TrialCommand trial = new TrialCommand();

    run(trial, "--config", file.toString(), "--set", "rank=4", "--learning-rate=5e-4");

    assertThat(trial.learningRate).isEqualTo(5e-4);
    assertThat(trial.rank).isEqualTo(4);
    assertThat(trial.packing).isFalse();
    assertThat(origins(trial.resolved))
        .containsEntry("learning_rate", "flag")
        .containsEntry("rank", "--set")
        .containsEntry("packing", file + ":4")
        .containsEntry("prompt", "default");
  }

  @Test
  void setWinsWhereverItStands() throws Exception {
    Path file = config("model: m\nrank: 2\n");
    TrialCommand trial = new TrialCommand();

    run(trial, "--set=rank=4", "--config=" + file);

    assertThat(trial.rank).isEqualTo(4);
  }

  @Test
  void listsAndMapsAreValues() throws Exception {
    Path file =
        config("model: m\ntarget_modules:\n  - q_proj\n  - v_proj\nrank_pattern: {q_proj: 4}\n");
    TrialCommand trial = new TrialCommand();

    run(trial, "--config", file.toString());

    assertThat(trial.targetModules).containsExactly("q_proj", "v_proj");
    assertThat(trial.rankPattern).containsExactly(Map.entry("q_proj", 4));
  }

  @Test
  void setTakesListsAndKeepsTextAsItIs() {
    TrialCommand trial = new TrialCommand();

    run(
        trial,
        "--model=m",
        "--set",
        "target_modules=[a, b]",
        "--set",
        "prompt=x: ${sys:user.home}");

    assertThat(trial.targetModules).containsExactly("a", "b");
    assertThat(trial.prompt).isEqualTo("x: ${sys:user.home}");
  }

  @Test
  void unknownKeyNamesTheNearestAndTheLine() throws Exception {
    Path file = config("model: m\n# a comment\nlerning_rate: 1\n");

    Terminal terminal = run(new TrialCommand(), "--config", file.toString());

    assertThat(terminal.exitCode()).isEqualTo(2);
    assertThat(terminal.err())
        .contains(file + ":3: 'eido trial' has no setting 'lerning_rate'")
        .contains("did you mean 'learning_rate'?");
  }

  @Test
  void duplicateKeyNamesBothLines() throws Exception {
    Path file = config("model: m\nrank: 1\nrank: 2\n");

    Terminal terminal = run(new TrialCommand(), "--config", file.toString());

    assertThat(terminal.exitCode()).isEqualTo(2);
    assertThat(terminal.err()).contains("'rank'", file + ":2", file + ":3");
  }

  @Test
  void unusableValueNamesItsLine() throws Exception {
    Path file = config("model: m\nrank: eight\n");

    Terminal terminal = run(new TrialCommand(), "--config", file.toString());

    assertThat(terminal.exitCode()).isEqualTo(2);
    assertThat(terminal.err()).contains("--rank", "'eight'", "(from " + file + ":2)");
  }

  @Test
  void valueOfTheWrongShapeIsRefused() throws Exception {
    assertThat(refusal("rank: [1, 2]\n")).contains(":1: 'rank' takes a single value");
    assertThat(refusal("target_modules: {a: 1}\n")).contains("takes a value or a list");
    assertThat(refusal("rank:\n")).contains(":1: 'rank' has no value");
    assertThat(refusal("target_modules: []\n")).contains("'target_modules' is empty");
    assertThat(refusal("target_modules: [[a]]\n")).contains("nested deeper");
    assertThat(refusal("target_modules: ['a,b']\n")).contains("must not hold the separator ','");
    assertThat(refusal("json: true\n")).contains("has no setting 'json'");
  }

  @Test
  void malformedFileIsBadInputWithItsLine() throws Exception {
    Path file = config("model: m\nrank: [1\n");
    Path latin = directory.resolve("latin.yaml");
    Files.write(latin, "prompt: é".getBytes(StandardCharsets.ISO_8859_1));

    Terminal unclosed = run(new TrialCommand(), "--config", file.toString());
    Terminal notUtf8 = run(new TrialCommand(), "--config", latin.toString());
    Terminal absent = run(new TrialCommand(), "--config", directory.resolve("no").toString());

    assertThat(unclosed.exitCode()).isEqualTo(4);
    assertThat(unclosed.err()).contains(file + ":3 is not valid YAML");
    assertThat(notUtf8.exitCode()).isEqualTo(4);
    assertThat(notUtf8.err()).contains("must be UTF-8");
    assertThat(absent.exitCode()).isEqualTo(4);
    assertThat(absent.err()).contains("does not exist");
  }

  @Test
  void windowsLineEndsChangeNothing() throws Exception {
    Path file = config("model: m\r\nrank: 2\r\nprompt: hi\r\n");
    TrialCommand trial = new TrialCommand();

    run(trial, "--config", file.toString());

    assertThat(trial.rank).isEqualTo(2);
    assertThat(trial.prompt).isEqualTo("hi");
    assertThat(origins(trial.resolved)).containsEntry("prompt", file + ":3");
  }

  @Test
  void germanLocaleChangesNothing() throws Exception {
    Path file = config("model: m\nlearning_rate: 1.5e-4\n");
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      Terminal terminal = run(new TrialCommand(), "--config", file.toString(), "--json");

      assertThat(terminal.exitCode()).isZero();
      assertThat(terminal.out()).contains("1.5E-4");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void writtenYamlGivesTheSameSettingsAgain() throws Exception {
    TrialCommand first = new TrialCommand();
    TrialCommand second = new TrialCommand();
    run(
        first,
        "--model=a b",
        "--prompt=say: \"hi\" # no\n\u00e9",
        "--target-modules=q,v",
        "--rank-pattern=q=3",
        "--no-packing");

    run(second, "--config", config(first.resolved.toYaml()).toString());

    assertThat(values(second.resolved)).isEqualTo(values(first.resolved));
    assertThat(first.resolved.toYaml()).contains("packing: false  # flag", "rank: 16  # default");
  }

  @Test
  @Proves("config show --json")
  void showPrintsSettingsWithoutRunning() throws Exception {
    Path file = config("rank: 2\n");
    TrialCommand trial =
        new TrialCommand(
            () -> {
              throw new IllegalStateException("must not run");
            });

    Terminal text =
        Terminal.eidoWith(trial, "config", "show", "trial", "--config", file.toString());
    Terminal json =
        Terminal.eidoWith(trial, "config", "show", "trial", "--config", file.toString(), "--json");

    assertThat(text.err()).isEmpty();
    assertThat(text.exitCode()).isZero();
    assertThat(text.out()).containsPattern("rank +2 +" + file + ":1");
    JsonNode record = Json.parse(json.out(), "stdout");
    assertThat(record.get("command").asString()).isEqualTo("eido trial");
    assertThat(record.get("settings").get(1).get("key").asString()).isEqualTo("rank");
    assertThat(record.get("settings").get(1).get("value").asInt()).isEqualTo(2);
    assertThat(record.get("settings").get(1).get("origin").asString()).isEqualTo(file + ":1");
  }

  @Test
  void showRefusesWhatTheCommandWouldRefuse() {
    Terminal option = Terminal.eidoWith(new TrialCommand(), "config", "show", "trial", "--rnk=1");
    Terminal command = Terminal.eidoWith(new TrialCommand(), "config", "show", "trail");

    assertThat(option.exitCode()).isEqualTo(2);
    assertThat(option.err()).contains("did you mean '--rank'?");
    assertThat(command.exitCode()).isEqualTo(2);
    assertThat(command.err()).contains("did you mean 'trial'?");
  }

  private String refusal(String yaml) throws Exception {
    Terminal terminal = run(new TrialCommand(), "--model=m", "--config", config(yaml).toString());
    assertThat(terminal.exitCode()).isEqualTo(2);
    return terminal.err();
  }

  private static Terminal run(TrialCommand trial, String... options) {
    List<String> args = new ArrayList<>(List.of("trial"));
    args.addAll(List.of(options));
    return Terminal.eidoWith(trial, args.toArray(String[]::new));
  }

  private Path config(String yaml) throws Exception {
    return Files.writeString(directory.resolve("train.yaml"), yaml);
  }

  private static Map<String, String> origins(ResolvedConfig config) {
    return config.settings().stream()
        .collect(Collectors.toMap(ResolvedConfig.Setting::key, ResolvedConfig.Setting::origin));
  }

  private static List<String> values(ResolvedConfig config) {
    return config.settings().stream().map(s -> s.key() + "=" + s.text()).toList();
  }
}
