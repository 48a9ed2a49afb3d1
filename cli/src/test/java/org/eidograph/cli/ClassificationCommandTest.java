// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code eido finetune --task classification} on a random encoder with a real tokenizer. */
class ClassificationCommandTest {
  @TempDir private Path directory;
  private Path model;
  private Path data;

  @BeforeEach
  void makeInputs() {
    model = TinyEncoder.checkpoint(directory);
    data = TinyEncoder.rows(directory);
  }

  private Terminal run(String output, String... more) {
    List<String> line =
        new ArrayList<>(
            List.of("finetune", "--json", "--model", model.toString(), "--data", data.toString()));
    line.addAll(List.of("--rank", "2", "--batch-size", "8", "--workers", "1"));
    line.addAll(List.of("--output-dir", directory.resolve(output).toString()));
    line.addAll(List.of(more));
    return Terminal.eido(line.toArray(String[]::new));
  }

  private Terminal classify(String output, String... more) {
    List<String> all = new ArrayList<>(List.of("--task", "classification"));
    all.addAll(List.of(more));
    return run(output, all.toArray(String[]::new));
  }

  @Test
  void reportsAccuracyMacroF1AndTheConfusion() throws IOException {
    Terminal terminal = classify("out", "--steps", "30", "--head-learning-rate", "0.01");

    assertThat(terminal.exitCode()).as(terminal.err()).isZero();
    JsonNode json = terminal.json();
    assertThat(json.get("accuracy_after").doubleValue()).isEqualTo(1);
    assertThat(json.get("macro_f1_after").doubleValue()).isEqualTo(1);
    assertThat(json.get("classes").intValue()).isEqualTo(2);
    String page = Files.readString(directory.resolve("out/report.html"));
    assertThat(page)
        .contains(
            "<svg class=\"matrix\" ",
            "royal: 100 % taken for royal",
            "macro-F1",
            "100.00 %",
            "classifier (2, 16) is not in the checkpoint");
    assertThat(Files.readString(directory.resolve("out/README.md")))
        .contains("text-classification");
    assertThat(directory.resolve("out/adapter/adapter_model.safetensors")).exists();
  }

  @Test
  @Tag("slow")
  void aSearchedRateIsShownAndKeptForAResumedRun() throws IOException {
    String[] search = {"--steps", "3", "--save-every", "1", "--search-steps", "2"};
    Terminal whole = classify("out", search);
    Path output = directory.resolve("out");
    byte[] adapter = Files.readAllBytes(output.resolve("adapter/adapter_model.safetensors"));
    double kept = TrialRuns.parse(output.resolve("advice.json")).get("learning_rate").asDouble();
    String page = Files.readString(output.resolve("report.html"));

    List<String> again = new ArrayList<>(List.of(search));
    again.add("--resume");
    Terminal resumed = classify("out", again.toArray(String[]::new));

    assertThat(whole.exitCode()).as(whole.err()).isZero();
    assertThat(kept).isPositive();
    assertThat(page).contains("Learning rates tried");
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(output.resolve("adapter/adapter_model.safetensors")).hasBinaryContent(adapter);
    assertThat(classify("b", "--target", "auto").err()).contains("targets must be named");
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() {
    assertThat(run("a").err()).contains("an encoder writes no text; it classifies");
    assertThat(classify("c", "--sample-prompt", "Hello").err()).contains("takes no prompts");
    model = Path.of("../fixtures/stories260k");
    assertThat(classify("d").err()).contains("bert, roberta");
  }
}
