// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eidograph.base.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Tiny pretraining runs through the real command line; equal arguments run once. */
final class PretrainRuns {
  private final Path place;
  private final Path model;
  private final Path rows;
  private final Map<List<String>, TrialRun> done = new LinkedHashMap<>();

  PretrainRuns(Path place) {
    this.place = place;
    this.model = model("tiny", 32);
    this.rows =
        TrialRuns.write(
            place.resolve("rows.jsonl"),
            IntStream.range(0, 24)
                .mapToObj(i -> "{\"text\": \"The cat %d sat on a mat.\"}\n".formatted(i))
                .collect(Collectors.joining()));
  }

  /** Two dozen rows of one short text. */
  Path rows() {
    return rows;
  }

  /** A config of one Llama block of a width, with the stories' tokenizer and without weights. */
  Path model(String name, int width) {
    Path directory = place.resolve(name);
    ObjectNode config = Json.readObject(TrialRuns.STORIES.resolve("config.json"));
    config.put("hidden_size", width);
    config.put("intermediate_size", 2 * width);
    config.put("num_hidden_layers", 1);
    config.put("num_attention_heads", width / 8);
    config.put("num_key_value_heads", width / 16);
    config.put("head_dim", 8);
    config.put("tie_word_embeddings", false);
    try {
      Files.createDirectory(directory);
      for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
        Files.copy(TrialRuns.STORIES.resolve(file), directory.resolve(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    TrialRuns.write(directory.resolve("config.json"), Json.pretty(config));
    return directory;
  }

  /** Two steps of two rows on one thread from scratch, with more arguments. */
  TrialRun run(String... more) {
    List<String> line = new ArrayList<>(List.of(more));
    TrialRuns.with(line, "--model", model.toString());
    TrialRuns.with(line, "--data", rows.toString());
    TrialRuns.with(line, "--batch-size", "2");
    TrialRuns.with(line, "--workers", "1");
    TrialRuns.with(line, "--eval-fraction", "0.2");
    if (!line.contains("--epochs")) {
      TrialRuns.with(line, "--steps", "2");
    }
    if (!line.contains("--no-scratch")) {
      line.add("--from-scratch");
    }
    line.remove("--no-scratch");
    return done.computeIfAbsent(List.copyOf(line), this::execute);
  }

  private TrialRun execute(List<String> line) {
    int named = line.indexOf("--output-dir");
    Path output = named < 0 ? place.resolve("run-" + done.size()) : Path.of(line.get(named + 1));
    List<String> words = new ArrayList<>(List.of("pretrain", "--json"));
    words.addAll(line);
    TrialRuns.with(words, "--output-dir", output.toString());
    return new TrialRun(Terminal.eido(words.toArray(String[]::new)), output);
  }

  /** The plan alone. */
  JsonNode plan(String... more) {
    List<String> line = new ArrayList<>(List.of(more));
    line.add("--dry-run");
    return run(line.toArray(String[]::new)).json();
  }

  /** A column of a tensor's row of the plan. */
  static double cell(JsonNode plan, String tensor, String column) {
    JsonNode table = plan.get("tensors");
    int index = -1;
    for (int i = 0; i < table.get("columns").size(); i++) {
      index = table.get("columns").get(i).asString().equals(column) ? i : index;
    }
    for (JsonNode row : table.get("rows")) {
      if (row.get(0).asString().contains(tensor)) {
        return Double.parseDouble(row.get(index).asString());
      }
    }
    throw new AssertionError("no row for " + tensor);
  }
}
