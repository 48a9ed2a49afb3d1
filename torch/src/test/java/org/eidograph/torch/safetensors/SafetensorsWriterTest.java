// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.eidograph.base.OutOfResourcesException;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {
  @TempDir Path directory;

  @Test
  void writesTheBytesOfTheFormat() throws IOException {
    Path file = directory.resolve("w.safetensors");

    try (Scope scope = Scope.open()) {
      SafetensorsWriter.write(file, Map.of("w", Tensors.ofLongs(new long[] {1}, 1)), Map.of());
    }

    String json = "{\"w\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}";
    int padded = (json.length() + 7) / 8 * 8;
    byte[] expected = Bytes.file(json + " ".repeat(padded - json.length()), 8);
    expected[expected.length - 8] = 1;
    assertThat(Files.readAllBytes(file)).isEqualTo(expected);
  }

  @Test
  void everyTypeComesBackBitForBit() {
    Path file = directory.resolve("all.safetensors");

    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(1)) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      Tensor values = Tensors.normal(random, 3, 5).mul(50);
      for (DType type : DType.values()) {
        tensors.put(type.name(), values.to(type));
      }
      SafetensorsWriter.write(file, tensors);

      try (SafetensorsFile read = SafetensorsFile.open(file)) {
        tensors.forEach((name, t) -> assertThat(read.tensor(name).sameAs(t)).as(name).isTrue());
        assertThat(read.metadata()).isEqualTo(Map.of("format", "pt"));
      }
    }
  }

  @Test
  void everyTensorIsAligned() {
    Path file = directory.resolve("odd.safetensors");

    try (Scope scope = Scope.open()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      tensors.put("byte", Tensors.zeros(DType.UINT8, Device.CPU, 3));
      tensors.put("half", Tensors.zeros(DType.BFLOAT16, Device.CPU, 5));
      tensors.put("double", Tensors.zeros(DType.FLOAT64, Device.CPU, 1));
      SafetensorsWriter.write(file, tensors);
    }

    SafetensorsHeader.read(file)
        .tensors()
        .forEach((n, i) -> assertThat(i.offset() % i.dtype().bytes()).as(n).isZero());
  }

  @Test
  void writesViewsEmptyTensorsAndSharedMemory() {
    Path file = directory.resolve("views.safetensors");

    try (Scope scope = Scope.open()) {
      Tensor matrix = Tensors.ofFloats(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
      Tensor empty = Tensors.empty(DType.FLOAT32, Device.CPU, 0, 4);
      Tensor leaf = matrix.leaf();
      SafetensorsWriter.write(
          file, Map.of("turned", matrix.t(), "plain", matrix, "empty", empty, "leaf", leaf));

      try (SafetensorsFile read = SafetensorsFile.open(file)) {
        assertThat(read.tensor("turned").toFloats()).containsExactly(1, 4, 2, 5, 3, 6);
        assertThat(read.tensor("plain").sameAs(read.tensor("leaf"))).isTrue();
        assertThat(read.tensor("empty").shape()).containsExactly(0, 4);
      }
    }
  }

  @Test
  void writesMoreThanOneChunk() {
    Path file = directory.resolve("large.safetensors");

    try (Scope scope = Scope.open()) {
      Tensor large = Tensors.range(300_000, Device.CPU); // 2.4 MB, a chunk is 1 MiB
      SafetensorsWriter.write(file, Map.of("w", large));
      try (SafetensorsFile read = SafetensorsFile.open(file)) {
        assertThat(read.tensor("w").sameAs(large)).isTrue();
      }
    }
  }

  @Test
  void aRefusedWriteLeavesTheOldFile() throws IOException {
    Path file = Files.writeString(directory.resolve("w.safetensors"), "old");
    Files.createDirectory(directory.resolve(".w.safetensors.partial")); // takes the place beside

    try (Scope scope = Scope.open()) {
      Map<String, Tensor> tensors = Map.of("w", Tensors.ofFloats(new float[] {1}, 1));
      assertThatThrownBy(() -> SafetensorsWriter.write(file, tensors))
          .isInstanceOf(OutOfResourcesException.class);
    }

    assertThat(Files.readString(file)).isEqualTo("old");
  }

  @Test
  void refusesTheReservedName() {
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> tensors = Map.of("__metadata__", Tensors.ofFloats(new float[] {1}, 1));
      assertThatThrownBy(() -> SafetensorsWriter.write(directory.resolve("w"), tensors))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void shardsEqualThoseOfPython() throws IOException {
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (int i = 0; i < 5; i++) {
        tensors.put("layers." + i + ".weight", Tensors.full(i, DType.FLOAT32, Device.CPU, 4, 4));
      }
      ShardWriter.write(directory, tensors, 128);
    }

    try (Stream<Path> files = Files.list(Bytes.GOLDEN.resolve("sharded"))) {
      for (Path golden : files.filter(f -> f.toString().endsWith(".safetensors")).toList()) {
        Path own = directory.resolve(golden.getFileName());
        assertThat(SafetensorsHeader.read(own).tensors().keySet())
            .isEqualTo(SafetensorsHeader.read(golden).tensors().keySet());
        assertThat(data(own)).isEqualTo(data(golden));
      }
    }
    assertThat(compact(directory.resolve(TensorSource.INDEX)))
        .isEqualTo(compact(Bytes.GOLDEN.resolve("sharded").resolve(TensorSource.INDEX)));
  }

  @Test
  void aSmallModelIsOneFileWithoutAnIndex() {
    try (Scope scope = Scope.open()) {
      ShardWriter.write(directory, Map.of("w", Tensors.ofFloats(new float[] {1}, 1)), 4);
    }

    assertThat(directory).isDirectoryNotContaining("glob:**index*");
    try (TensorSource source = TensorSource.open(directory)) {
      assertThat(source.names()).containsExactly("w");
    }
  }

  private static String compact(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8).replaceAll("\\s", "");
  }

  private static ByteBuffer data(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer whole = ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    return whole.position(8 + Math.toIntExact(whole.getLong(0))).slice();
  }
}
