// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eidograph.base.Json;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.torch.safetensors.SafetensorsWriter;
import org.eidograph.torch.safetensors.TensorSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Tiny fine-tuning runs through the real command line; equal arguments run once. */
final class TrialRuns {
  static final Path STORIES = Path.of("../fixtures/stories260k");
  private static final int ROWS = 40;

  private final Path place;
  private final Map<List<String>, TrialRun> done = new LinkedHashMap<>();

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
  TrialRun run(String... more) {
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
    TrialRun run = run("--learning-rate", "0.02", "--schedule", "constant");
    return run.succeeded().directory().resolve("adapter");
  }

  /** Adds an option that the line does not name. */
  static void with(List<String> line, String option, String value) {
    if (!line.contains(option)) {
      line.addAll(List.of(option, value));
    }
  }

  private TrialRun execute(List<String> line) {
    Path output = place.resolve("run-" + done.size());
    List<String> words = new ArrayList<>(List.of("finetune", "--json"));
    words.addAll(line);
    with(words, "--output-dir", output.toString());
    return new TrialRun(Terminal.eido(words.toArray(String[]::new)), output);
  }

  static JsonNode parse(Path file) {
    return Json.parse(new String(read(file), StandardCharsets.UTF_8), "" + file);
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
