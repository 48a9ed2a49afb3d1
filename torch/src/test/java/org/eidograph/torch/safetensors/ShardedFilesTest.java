// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.eidograph.base.BadInputException;
import org.eidograph.torch.Scope;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardedFilesTest {
  private static final String FIRST = "model-00001-of-00003.safetensors";

  @TempDir Path temporary;
  private Path directory;

  @BeforeEach
  void copyTheGoldenShards() throws IOException {
    directory = Files.createDirectory(temporary.resolve("model"));
    try (Stream<Path> files = Files.list(Bytes.GOLDEN.resolve("sharded"))) {
      for (Path file : files.toList()) {
        Files.copy(file, directory.resolve(file.getFileName()));
      }
    }
  }

  @Test
  void readsShardsThatPythonWrote() {
    try (Scope scope = Scope.open();
        TensorSource source = TensorSource.open(directory)) {
      assertThat(source.names()).hasSize(5);
      for (int i = 0; i < 5; i++) {
        String name = "layers." + i + ".weight";
        assertThat(source.tensor(name).toFloats()).hasSize(16).containsOnly(i);
      }
      assertThat(source.file("layers.0.weight").getFileName()).hasToString(FIRST);
    }
  }

  @Test
  void namesAMissingShard() throws IOException {
    Files.delete(directory.resolve(FIRST));

    refusal(FIRST, "missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../secret",
        "/etc/passwd",
        "a/../../secret",
        "..\\\\secret",
        ".",
        "",
        "a\\u0000b"
      })
  void refusesAShardOutsideTheDirectory(String shard) throws IOException {
    Files.writeString(temporary.resolve("secret"), "x");
    replaceInIndex(FIRST, shard);

    refusal("must lie in the index's directory");
  }

  @Test
  void refusesALinkThatLeavesTheDirectory() throws IOException {
    moveAndLink(temporary.resolve("elsewhere"), directory);

    refusal("must lie in the index's directory");
  }

  @Test
  void followsTheLinksOfTheHuggingFaceCache() throws IOException {
    Path snapshot = Files.createDirectories(temporary.resolve("snapshots")).resolve("abc");
    Files.move(directory, snapshot);
    moveAndLink(temporary.resolve("blobs"), snapshot);

    try (TensorSource source = TensorSource.open(snapshot)) {
      assertThat(source.names()).hasSize(5);
    }
  }

  @Test
  void refusesATensorThatItsShardLacks() throws IOException {
    replaceInIndex("layers.0.weight", "layers.9.weight");

    refusal("layers.9.weight", "does not");
  }

  @Test
  void refusesATensorThatTheIndexDoesNotList() throws IOException {
    replaceInIndex("\"layers.0.weight\": \"" + FIRST + "\",", "");

    refusal("layers.0.weight", "does not place there");
  }

  @Test
  void refusesAnIndexWithoutAMap() throws IOException {
    Files.writeString(directory.resolve(TensorSource.INDEX), "{\"weight_map\": {}}");

    refusal("weight_map");
  }

  @Test
  void refusesAShardThatIsNotText() throws IOException {
    Files.writeString(directory.resolve(TensorSource.INDEX), "{\"weight_map\": {\"w\": 3}}");

    refusal("'w'", "got 3");
  }

  @Test
  void saysWhatADirectoryWithoutWeightsLacks() throws IOException {
    Files.delete(directory.resolve(TensorSource.INDEX));
    refusal("must hold model.safetensors");

    Files.createFile(directory.resolve("pytorch_model.bin"));
    refusal("safe_serialization");
  }

  private void moveAndLink(Path target, Path from) throws IOException {
    Files.createDirectory(target);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Path moved = Files.move(file, target.resolve(file.getFileName()));
        Files.createSymbolicLink(file, moved);
      }
    }
  }

  private void replaceInIndex(String text, String by) throws IOException {
    Path index = directory.resolve(TensorSource.INDEX);
    String before = Files.readString(index);
    assertThat(before).contains(text);
    Files.writeString(index, before.replace(text, by));
  }

  private void refusal(String... parts) {
    assertThatThrownBy(() -> TensorSource.open(directory).close())
        .isInstanceOf(BadInputException.class)
        .message()
        .contains(parts);
  }
}
