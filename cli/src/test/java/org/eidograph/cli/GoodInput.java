// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.torch.safetensors.SafetensorsWriter;
import org.eidograph.torch.safetensors.ShardWriter;
import org.eidograph.torch.safetensors.TensorSource;

/**
 * A checkpoint and data that are good, and the ways to spoil one thing of them. Each way gives back
 * what must be added to the command line: nothing.
 */
final class GoodInput {
  final Path place;
  final Path model;
  final Path data;

  GoodInput(Path place) throws IOException {
    this.place = place;
    model = Files.createDirectories(place.resolve("my model"));
    for (String file : List.of("config.json", "tokenizer.json", "tokenizer_config.json")) {
      Files.copy(TrialRuns.STORIES.resolve(file), model.resolve(file));
    }
    Files.copy(TrialRuns.STORIES.resolve("model.safetensors"), weights());
    data =
        Files.writeString(place.resolve("rows.jsonl"), "{\"text\":\"The cat sat.\"}\n".repeat(8));
  }

  Path output() {
    return place.resolve("out");
  }

  Path weights() {
    return model.resolve("model.safetensors");
  }

  static Tensor one() {
    return Tensors.zeros(DType.FLOAT32, Device.CPU, 1);
  }

  List<String> cut(Path file, int bytes) throws IOException {
    Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), bytes));
    return List.of();
  }

  List<String> headerLength(long length) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(weights()));
    bytes.order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
    Files.write(weights(), bytes.array());
    return List.of();
  }

  /** Replaces text in the header by text of the same length, or shorter with spaces. */
  List<String> header(String from, String to) throws IOException {
    byte[] bytes = Files.readAllBytes(weights());
    int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    String header = new String(bytes, 8, length, StandardCharsets.UTF_8);
    assertThat(header).contains(from);
    String changed = header.replaceFirst(java.util.regex.Pattern.quote(from), to);
    byte[] rewritten = changed.getBytes(StandardCharsets.UTF_8);
    ByteBuffer all = ByteBuffer.allocate(8 + rewritten.length + bytes.length - 8 - length);
    all.order(ByteOrder.LITTLE_ENDIAN).putLong(rewritten.length).put(rewritten);
    all.put(bytes, 8 + length, bytes.length - 8 - length);
    Files.write(weights(), all.array());
    return List.of();
  }

  List<String> duplicate() throws IOException {
    return header("\"model.norm.weight\"", "\"model.layers.0.input_layernorm.weight\"");
  }

  List<String> tensor(String name, DType type, long... shape) {
    return tensors(all -> all.put(name, Tensors.zeros(type, Device.CPU, shape)));
  }

  List<String> tensors(Consumer<Map<String, Tensor>> change) {
    try (Scope scope = Scope.open();
        TensorSource source = TensorSource.open(TrialRuns.STORIES)) {
      Map<String, Tensor> all = new TreeMap<>();
      source.names().forEach(name -> all.put(name, source.tensor(name)));
      change.accept(all);
      SafetensorsWriter.write(weights(), all);
    }
    return List.of();
  }

  List<String> shards(java.util.function.UnaryOperator<String> index, boolean remove)
      throws IOException {
    try (Scope scope = Scope.open();
        TensorSource source = TensorSource.open(TrialRuns.STORIES)) {
      Map<String, Tensor> all = new TreeMap<>();
      source.names().forEach(name -> all.put(name, source.tensor(name)));
      ShardWriter.write(model, all, 400_000);
    }
    Files.delete(weights());
    Path file = model.resolve(TensorSource.INDEX);
    Files.writeString(file, index.apply(Files.readString(file)));
    if (remove) {
      try (Stream<Path> files = Files.list(model)) {
        Files.delete(
            files
                .filter(p -> p.getFileName().toString().startsWith("model-00002"))
                .findFirst()
                .orElseThrow());
      }
    }
    return List.of();
  }

  List<String> config(String from, String to) throws IOException {
    Path file = model.resolve("config.json");
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
    return List.of();
  }

  List<String> delete(String file) throws IOException {
    Files.delete(model.resolve(file));
    return List.of();
  }

  /** A model of 200 tokens under a tokenizer of 512. */
  List<String> smallVocabulary() throws IOException {
    config("\"vocab_size\": 512", "\"vocab_size\": 200");
    String table = "model.embed_tokens.weight";
    return tensors(all -> all.put(table, Tensors.zeros(DType.FLOAT32, Device.CPU, 200, 64)));
  }

  List<String> rows(String text) throws IOException {
    Files.writeString(data, text);
    return List.of();
  }
}
