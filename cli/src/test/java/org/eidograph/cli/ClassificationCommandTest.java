// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
    assertThat(output.resolve("report.html")).content().contains("Learning rates tried");
    assertThat(classify("b", "--target", "auto").err()).contains("targets must be named");
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() {
    assertThat(run("a").err()).contains("an encoder writes no text; it classifies");
    assertThat(classify("c", "--sample-prompt", "Hello").err()).contains("takes no prompts");
    model = Path.of("../fixtures/stories260k");
    assertThat(classify("d").err()).contains("bert, roberta");
  }

  /** The held-out texts of the run once more, from files alone. */
  @Test
  @Proves("eval --task")
  void evalGivesTheRunsNumbersAndMergeKeepsThem() throws IOException {
    Path held = TinyEncoder.rows(Files.createDirectories(directory.resolve("held")));
    Terminal run =
        classify("out", "--steps", "12", "--eval-data", held.toString(), "--target", "query,value");
    String adapter = directory.resolve("out/adapter").toString();
    Path merged = directory.resolve("merged");

    JsonNode score = eval(held, "--model", model.toString(), "--adapter", adapter).json();
    Terminal merge =
        Terminal.eido(
            "merge",
            "--model",
            model.toString(),
            "--adapter",
            adapter,
            "--output-dir",
            merged.toString());
    JsonNode plain = eval(held, "--model", merged.toString()).json();

    JsonNode json = run.json();
    assertThat(score.get("loss").asDouble())
        // sums of 40 losses in another grouping
        .isCloseTo(json.get("eval_loss_after").asDouble(), within(1e-9));
    assertThat(score.get("accuracy")).isEqualTo(json.get("accuracy_after"));
    assertThat(score.get("macro_f1")).isEqualTo(json.get("macro_f1_after"));
    assertThat(score.get("texts").asInt()).isEqualTo(40);
    assertThat(score.get("classes").asInt()).isEqualTo(2);
    assertThat(merge.exitCode()).as(merge.err()).isZero();
    assertThat(merge.out()).contains("merged checkpoint", "FLOAT32");
    // float32 weights rounded once
    assertThat(plain.get("loss").asDouble()).isCloseTo(score.get("loss").asDouble(), within(1e-5));
    assertThat(plain.get("accuracy")).isEqualTo(score.get("accuracy"));
  }

  @Test
  @Proves("eval --field --max-length")
  void evalOfAClassifierFollowsItsFieldsAndLength() throws IOException {
    classify("out", "--steps", "4");
    String[] base = {
      "--model", model.toString(), "--adapter", directory.resolve("out/adapter").toString()
    };
    Path renamed = directory.resolve("renamed.csv");
    Files.writeString(renamed, Files.readString(data).replace("text,label", "body,kind"));

    JsonNode whole = eval(data, base).json();

    assertThat(eval(renamed, join(base, "--field", "text=body", "--field", "label=kind")).json())
        .isEqualTo(whole);
    assertThat(eval(renamed, base).exitCode()).isEqualTo(4);
    assertThat(eval(data, join(base, "--max-length", "3")).json().get("truncated").asInt())
        .isEqualTo(40);
    assertThat(eval(data, "--model", model.toString()).exitCode()).isEqualTo(4); // no head stored
    Path unknown = TrialRuns.write(directory.resolve("unknown.csv"), "text,label\na cat,feline\n");
    assertThat(eval(unknown, base).err()).contains("one of the 2 classes", "'feline'");
    Terminal language =
        Terminal.eido("eval", "--model", model.toString(), "--data", data.toString());
    assertThat(language.exitCode()).isEqualTo(4);
    assertThat(language.err()).contains("an encoder writes no text");
  }

  private Terminal eval(Path rows, String... more) {
    List<String> line =
        new ArrayList<>(List.of("eval", "--task", "classification", "--json", "--workers", "1"));
    line.addAll(List.of("--data", rows.toString()));
    line.addAll(List.of(more));
    return Terminal.eido(line.toArray(String[]::new));
  }

  private static String[] join(String[] first, String... more) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  /** What README shows: machine-dependent numbers cut as in {@link ReadmeRunsTest}. */
  @Test
  void textIsTheOneReadmeShows() throws IOException {
    List<String> line = new ArrayList<>(List.of("finetune", "--task", "classification"));
    line.addAll(List.of("--model", model.toString(), "--data", data.toString(), "--rank", "4"));
    line.addAll(List.of("--steps", "60", "--head-learning-rate", "0.01", "--workers", "1"));
    line.addAll(List.of("--output-dir", directory.resolve("out").toString()));
    Terminal finetune = Terminal.eido(line.toArray(String[]::new));
    Terminal eval =
        Terminal.eido(
            "eval",
            "--task",
            "classification",
            "--model",
            model.toString(),
            "--adapter",
            directory.resolve("out/adapter").toString(),
            "--data",
            data.toString());

    assertThat(finetune.exitCode()).as(finetune.err()).isZero();
    assertThat(eval.exitCode()).as(eval.err()).isZero();
    Snippet.check("classify", shown(finetune.out()));
    Snippet.check("eval-classifier", shown(eval.out()));
  }

  private String shown(String text) {
    return text.replace(directory + "/", "")
        .replaceAll("(?m)^((?:tokens per second|seconds) +).*$", "$1…")
        .replaceAll("(?m)^((?:held-out loss after|loss|accuracy before) +\\d\\.\\d)\\d+", "$1…");
  }
}
