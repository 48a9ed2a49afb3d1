// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eidograph.torch.DType;
import org.eidograph.torch.Scope;
import org.eidograph.torch.safetensors.TensorSource;
import org.eidograph.train.metrics.MetricLines;
import org.eidograph.train.metrics.MetricRow;
import tools.jackson.databind.JsonNode;

/** What one run of a command said and left. */
record TrialRun(Terminal terminal, Path directory) {
  TrialRun succeeded() {
    assertThat(terminal.exitCode()).as(terminal.err()).isZero();
    return this;
  }

  JsonNode json() {
    return terminal.json();
  }

  /** The bytes of the adapter's tensors. */
  byte[] adapter() {
    return TrialRuns.read(directory.resolve("adapter/adapter_model.safetensors"));
  }

  /** The bytes of a whole model's weights. */
  byte[] weights() {
    return TrialRuns.read(succeeded().directory().resolve("model/model.safetensors"));
  }

  JsonNode config() {
    return TrialRuns.parse(directory.resolve("adapter/adapter_config.json"));
  }

  JsonNode notes() {
    return TrialRuns.parse(directory.resolve("adapter/eidograph.json"));
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
  double distanceTo(TrialRun other) {
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

  void sameAdapterAs(TrialRun other) {
    assertThat(succeeded().adapter()).isEqualTo(other.succeeded().adapter());
  }

  void anotherAdapterThan(TrialRun other) {
    assertThat(succeeded().adapter()).isNotEqualTo(other.succeeded().adapter());
  }

  void sameWeightsAs(TrialRun other) {
    assertThat(Arrays.equals(weights(), other.weights())).isTrue();
  }

  void otherWeightsThan(TrialRun other) {
    assertThat(Arrays.equals(weights(), other.weights())).isFalse();
  }

  void failed(int code, String... parts) {
    assertThat(terminal.exitCode()).as(terminal.err()).isEqualTo(code);
    assertThat(terminal.err()).contains(parts);
  }

  private static String shortName(String name) {
    return name.substring("base_model.model.".length());
  }
}
