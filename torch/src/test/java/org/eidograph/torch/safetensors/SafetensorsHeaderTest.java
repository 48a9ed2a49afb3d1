// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.eidograph.base.BadInputException;
import org.eidograph.torch.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsHeaderTest {
  private static final String W = Bytes.header("F32", "[2]", "[0,8]");
  private static final String TWO =
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
          + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":%s}}";

  @TempDir Path directory;

  @Test
  void readsAHandBuiltFile() throws IOException {
    SafetensorsHeader header = SafetensorsHeader.read(Bytes.write(directory, Bytes.file(W, 8)));

    TensorInfo expected = new TensorInfo(DType.FLOAT32, new long[] {2}, 8 + W.length(), 8);
    assertThat(header.tensors()).containsExactlyEntriesOf(java.util.Map.of("w", expected));
    assertThat(header.metadata()).isEmpty();
  }

  @Test
  void readsWhatPythonWrote() {
    SafetensorsHeader header = SafetensorsHeader.read(Bytes.GOLDEN.resolve("types.safetensors"));

    assertThat(header.tensors()).hasSize(13).containsKeys("bf16", "größe", "empty");
    assertThat(header.tensors().values()).extracting(TensorInfo::dtype).contains(DType.values());
    assertThat(header.metadata()).containsEntry("note", "schön");
  }

  @Test
  void acceptsSpacesBehindTheHeader() throws IOException {
    Path file = Bytes.write(directory, Bytes.file(W + "   ", 8));

    assertThat(SafetensorsHeader.read(file).tensors()).containsKey("w");
  }

  static Stream<Arguments> brokenHeaders() {
    return Stream.of(
        arguments("[]", 0, "JSON object"),
        arguments("{", 0, "not valid JSON"),
        arguments("", 0, "JSON object"),
        arguments(W + "x", 8, "not valid JSON"),
        arguments("{\"w\":1}", 0, "exactly the keys"),
        arguments("{\"w\":{\"dtype\":\"F32\",\"shape\":[2]}}", 8, "exactly the keys"),
        arguments(W.substring(0, W.length() - 1) + "," + W.substring(1), 8, "uplicate"),
        arguments("{\"__metadata__\":[]}", 0, "map text to text"),
        arguments("{\"__metadata__\":{\"k\":1}}", 0, "'k'"),
        arguments(Bytes.header("F8_E4M3", "[8]", "[0,8]"), 8, "got \"F8_E4M3\""),
        arguments(Bytes.header("F32", "2", "[0,8]"), 8, "list of whole numbers"),
        arguments(Bytes.header("F32", "[-2]", "[0,8]"), 8, "got [-2]"),
        arguments(Bytes.header("F32", "[2.0]", "[0,8]"), 8, "got [2.0]"),
        arguments(Bytes.header("F32", "[99999999999999999999]", "[0,8]"), 8, "whole numbers"),
        arguments(Bytes.header("F32", "[4611686018427387904,2]", "[0,8]"), 8, "fewer than 2^63"),
        arguments(Bytes.header("F32", "[3]", "[0,8]"), 8, "element size"),
        arguments(Bytes.header("F64", "[2]", "[0,8]"), 8, "element size"),
        arguments(Bytes.header("F32", "[2]", "[8,0]"), 8, "begin ≤ end"),
        arguments(Bytes.header("F32", "[2]", "[-8,0]"), 8, "got [-8,0]"),
        arguments(Bytes.header("F32", "[2]", "[0]"), 8, "[begin, end]"),
        arguments(Bytes.header("F32", "[2]", "[0,8]"), 4, "within the 4 data bytes"),
        arguments(
            Bytes.header("F32", "[2]", "[9223372036854775800,9223372036854775807]"), 8, "8 data"),
        arguments(W, 9, "1 bytes follow"),
        arguments(TWO.formatted("[0,4]"), 4, "overlap"),
        arguments(TWO.formatted("[2,6]"), 6, "overlap"),
        arguments(TWO.formatted("[8,12]"), 12, "gap"));
  }

  @ParameterizedTest
  @MethodSource("brokenHeaders")
  void refusesABrokenHeader(String header, int dataBytes, String part) throws IOException {
    Path file = Bytes.write(directory, Bytes.file(header, dataBytes));

    assertThatThrownBy(() -> SafetensorsHeader.read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(part);
  }

  @Test
  void refusesEveryTruncation() throws IOException {
    byte[] whole = Bytes.file(W, 8);

    for (int length = 0; length < whole.length; length++) {
      Path file = Bytes.write(directory, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> SafetensorsHeader.read(file)).isInstanceOf(BadInputException.class);
    }
  }

  @Test
  void refusesAHeaderLengthAboveTheCap() throws IOException {
    for (long length : new long[] {100_000_001, Long.MAX_VALUE, -1}) {
      ByteBuffer prefix = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      Path file = Bytes.write(directory, prefix.array());
      assertThatThrownBy(() -> SafetensorsHeader.read(file))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("cap of 100000000 bytes");
    }
  }

  @Test
  void refusesAHeaderThatIsNotUtf8() throws IOException {
    byte[] bytes = Bytes.file(W, 8);
    bytes[10] = (byte) 0xff;
    Path file = Bytes.write(directory, bytes);

    assertThatThrownBy(() -> SafetensorsHeader.read(file)).hasMessageContaining("UTF-8");
  }

  @Test
  void refusesDeepNesting() throws IOException {
    Path file = Bytes.write(directory, Bytes.file("{\"w\":" + "[".repeat(100_000), 0));

    assertThatThrownBy(() -> SafetensorsHeader.read(file)).isInstanceOf(BadInputException.class);
  }

  @Test
  void namesAGitLfsPointer() throws IOException {
    Path file = directory.resolve("weights.safetensors");
    Files.writeString(file, "version https://git-lfs.github.com/spec/v1\n", StandardCharsets.UTF_8);

    assertThatThrownBy(() -> SafetensorsHeader.read(file)).hasMessageContaining("git lfs pull");
  }

  @Test
  void refusesAnAbsentFileAndADirectory() {
    assertThatThrownBy(() -> SafetensorsHeader.read(directory.resolve("none")))
        .hasMessageContaining("does not exist");
    assertThatThrownBy(() -> SafetensorsHeader.read(directory))
        .isInstanceOf(BadInputException.class);
  }
}
