// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eidograph.base.BadInputException;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsFileTest {
  private static final Path TYPES = Bytes.GOLDEN.resolve("types.safetensors");

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"f64", "f32", "f16", "bf16", "i64", "i32", "i16", "i8", "u8"})
  void readsPythonsValuesInEveryType(String name) {
    try (Scope scope = Scope.open();
        SafetensorsFile file = SafetensorsFile.open(TYPES)) {
      Tensor tensor = file.tensor(name);

      assertThat(tensor.dtype()).isEqualTo(file.info(name).dtype());
      assertThat(tensor.shape()).containsExactly(2, 3);
      assertThat(tensor.toDoubles()).containsExactly(0, 1, 2, 3, 4, 5);
    }
  }

  @Test
  void readsScalarsEmptyTensorsAndBooleans() {
    try (Scope scope = Scope.open();
        SafetensorsFile file = SafetensorsFile.open(TYPES)) {
      assertThat(file.tensor("scalar").shape()).isEmpty();
      assertThat(file.tensor("scalar").item()).isEqualTo(2.5);
      assertThat(file.tensor("empty").shape()).containsExactly(0, 4);
      assertThat(file.tensor("bool").toLongs()).containsExactly(1, 0, 1);
      assertThat(file.metadata()).containsEntry("format", "pt");
    }
  }

  @Test
  void readsMisalignedTensors() throws IOException {
    String header =
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},"
            + "\"b\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[1,9]}}";
    byte[] bytes = Bytes.file(header, 9);
    bytes[bytes.length - 7] = 1; // second byte of b
    Path path = Bytes.write(directory, bytes);

    try (Scope scope = Scope.open();
        SafetensorsFile file = SafetensorsFile.open(path)) {
      assertThat(file.tensor("b").itemLong()).isEqualTo(256);
    }
  }

  @Test
  void aTensorOutlivesItsFile() {
    try (Scope scope = Scope.open()) {
      Tensor tensor;
      try (SafetensorsFile file = SafetensorsFile.open(TYPES)) {
        tensor = file.tensor("f32");
      }
      assertThat(tensor.toFloats()).containsExactly(0, 1, 2, 3, 4, 5);
    }
  }

  @Test
  void writingIntoATensorLeavesTheFileAlone() throws IOException {
    Path copy = Files.copy(TYPES, directory.resolve("copy.safetensors"));

    try (Scope scope = Scope.open();
        SafetensorsFile file = SafetensorsFile.open(copy)) {
      file.tensor("f32").fillInPlace(9);
      assertThat(file.tensor("f32").toFloats()).containsOnly(9);
    }

    assertThat(Files.mismatch(copy, TYPES)).isEqualTo(-1);
  }

  @Test
  void opensAPathThatIsNotAscii() {
    Path path = directory.resolve("Maße größer.safetensors");

    try (Scope scope = Scope.open()) {
      SafetensorsWriter.write(path, Map.of("w", Tensors.ofFloats(new float[] {3}, 1)));
      try (SafetensorsFile file = SafetensorsFile.open(path)) {
        assertThat(file.tensor("w").item()).isEqualTo(3);
      }
    }
  }

  @Test
  void namesAnAbsentTensor() {
    try (SafetensorsFile file = SafetensorsFile.open(TYPES)) {
      assertThatThrownBy(() -> file.tensor("nope"))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("no tensor 'nope'");
    }
  }

  @Test
  void readingAfterCloseIsAnExceptionAndNoCrash() {
    SafetensorsFile file = SafetensorsFile.open(TYPES);
    file.close();

    try (Scope scope = Scope.open()) {
      assertThatThrownBy(() -> file.tensor("f32")).isInstanceOf(RuntimeException.class);
    }
  }
}
