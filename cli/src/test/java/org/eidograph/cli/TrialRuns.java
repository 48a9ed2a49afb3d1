// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eidograph.base.Json;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.torch.safetensors.SafetensorsWriter;
import org.eidograph.torch.safetensors.TensorSource;
import org.eidograph.train.metrics.MetricLines;
import org.eidograph.train.metrics.MetricRow;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Tiny fine-tuning runs through the real command line; equal arguments run once. */
final class TrialRuns {
  static final Path STORIES = Path.of("../fixtures/stories260k");
  private static final int ROWS = 40;

  private final Path place;
  private final Map<List<String>, Run> done = new LinkedHashMap<>();

  TrialRuns(Path place) {
    this.place = place;
  }

  /** Forty prompts with answers: 36 to learn from, 4 held out. */
  Path data() {
    return data("rows.json", "completion");
  }

  /** The same under another name for the answer. */
  Path data(String name, String answerKey) {
    Path file = place.resolve(name);
    if (!Files.exists(file)) {
      ArrayNode rows = Json.mapper().createArrayNode();
      JsonNode all = parse(Path.of("../data/instruct.json"));
      for (int i = 0; i < ROWS; i++) {
        rows.addObject()
            .put("prompt", all.get(i).get("instruction").asString() + " ")
            .put(answerKey, all.get(i).get("output").asString());
      }
      write(file, Json.pretty(rows));
    }
    return file;
  }

  /** A place of its own in the temporary folder. */
  Path place(String name) {
    return place.resolve(name);
  }

  /** The stories checkpoint with biases (zeros, which change nothing) on every projection. */
  Path withBiases() {
    Path copy = place.resolve("biased");
    if (Files.exists(copy)) {
      return copy;
    }
    try (Scope scope = Scope.open();
        TensorSource source = TensorSource.open(STORIES)) {
      Files.createDirectories(copy);
      for (String name : List.of("tokenizer.json", "tokenizer_config.json")) {
        Files.copy(STORIES.resolve(name), copy.resolve(name));
      }
      write(
          copy.resolve("config.json"),
          Files.readString(STORIES.resolve("config.json"))
              .replace("_bias\": false", "_bias\": true"));
      Map<String, Tensor> tensors = new TreeMap<>();
      for (String name : source.names()) {
        tensors.put(name, source.tensor(name));
        if (name.endsWith("_proj.weight")) {
          long outputs = source.info(name).shape()[0];
          tensors.put(
              name.replace(".weight", ".bias"), Tensors.zeros(DType.FLOAT32, Device.CPU, outputs));
        }
      }
      SafetensorsWriter.write(copy.resolve(TensorSource.SINGLE), tensors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return copy;
  }

  /** Two steps of two short rows at rank 2 on one thread, with more arguments. */
  Run run(String... more) {
    List<String> line = new ArrayList<>(List.of(more));
    with(line, "--model", STORIES.toString());
    with(line, "--data", data().toString());
    if (!line.contains("--full")) {
      with(line, "--rank", "2");
    }
    with(line, "--batch-size", "2");
    with(line, "--workers", "1");
    with(line, "--max-length", "64");
    if (!line.contains("--epochs")) {
      with(line, "--steps", "2");
    }
    return done.computeIfAbsent(List.copyOf(line), this::execute);
  }

  /** An adapter whose every number is off zero. */
  Path trainedAdapter() {
    Run run = run("--learning-rate", "0.02", "--schedule", "constant");
    return run.succeeded().directory().resolve("adapter");
  }

  private static void with(List<String> line, String option, String value) {
    if (!line.contains(option)) {
      line.addAll(List.of(option, value));
    }
  }

  private Run execute(List<String> line) {
    Path output = place.resolve("run-" + done.size());
    List<String> words = new ArrayList<>(List.of("finetune", "--json"));
    words.addAll(line);
    with(words, "--output-dir", output.toString());
    return new Run(Terminal.eido(words.toArray(String[]::new)), output);
  }

  /** What one run said and left. */
  record Run(Terminal terminal, Path directory) {
    Run succeeded() {
      assertThat(terminal.exitCode()).as(terminal.err()).isZero();
      return this;
    }

    JsonNode json() {
      return terminal.json();
    }

    /** The bytes of the adapter's tensors. */
    byte[] adapter() {
      return read(directory.resolve("adapter/adapter_model.safetensors"));
    }

    /** The bytes of a whole model's weights. */
    byte[] weights() {
      return read(succeeded().directory().resolve("model/model.safetensors"));
    }

    JsonNode config() {
      return parse(directory.resolve("adapter/adapter_config.json"));
    }

    JsonNode notes() {
      return parse(directory.resolve("adapter/eidograph.json"));
    }

    List<MetricRow> metrics() {
      succeeded();
      return MetricLines.read(directory.resolve("metrics.jsonl"));
    }

    /** A metric at each step that has it. */
    List<Double> metric(String name) {
      return metrics().stream()
          .filter(row -> row.values().containsKey(name))
          .map(row -> row.values().get(name))
          .toList();
    }

    /** Shape and type by tensor, without what every name begins with. */
    Map<String, String> tensors() {
      succeeded();
      Map<String, String> found = new TreeMap<>();
      try (TensorSource source =
          TensorSource.open(directory.resolve("adapter/adapter_model.safetensors"))) {
        source.names().forEach(name -> found.put(shortName(name), source.info(name).toString()));
      }
      return found;
    }

    /** The numbers of a tensor. */
    double[] numbers(String name) {
      succeeded();
      try (Scope scope = Scope.open();
          TensorSource source =
              TensorSource.open(directory.resolve("adapter/adapter_model.safetensors"))) {
        return source.tensor("base_model.model." + name).to(DType.FLOAT64).toDoubles();
      }
    }

    /** Largest difference of any number of the two adapters. */
    double distanceTo(Run other) {
      double largest = 0;
      for (String name : tensors().keySet()) {
        double[] ours = numbers(name);
        double[] theirs = other.numbers(name);
        for (int i = 0; i < ours.length; i++) {
          largest = Math.max(largest, Math.abs(ours[i] - theirs[i]));
        }
      }
      return largest;
    }

    List<String> checkpoints() throws IOException {
      try (Stream<Path> entries = Files.list(directory)) {
        return entries
            .map(path -> path.getFileName().toString())
            .filter(name -> name.startsWith("checkpoint-"))
            .sorted()
            .toList();
      }
    }

    void sameAdapterAs(Run other) {
      assertThat(succeeded().adapter()).isEqualTo(other.succeeded().adapter());
    }

    void anotherAdapterThan(Run other) {
      assertThat(succeeded().adapter()).isNotEqualTo(other.succeeded().adapter());
    }

    void failed(int code, String... parts) {
      assertThat(terminal.exitCode()).as(terminal.err()).isEqualTo(code);
      assertThat(terminal.err()).contains(parts);
    }

    private static String shortName(String name) {
      return name.substring("base_model.model.".length());
    }
  }

  static JsonNode parse(Path file) {
    return Json.parse(new String(read(file), java.nio.charset.StandardCharsets.UTF_8), "" + file);
  }

  static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
