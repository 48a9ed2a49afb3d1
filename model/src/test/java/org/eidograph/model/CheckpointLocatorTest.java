// Licensed under the Apache License, Version 2.0.
package org.eidograph.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eidograph.base.BadInputException;
import org.eidograph.model.config.ConfigReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The folder layout is that of huggingface_hub: refs, snapshots of links, blobs. */
class CheckpointLocatorTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  private static final Path STORIES = Path.of("../fixtures/stories260k");

  @TempDir Path cache;
  private Path folder;
  private Path snapshot;

  @BeforeEach
  void layOutCache() throws IOException {
    folder = cache.resolve("models--karpathy--stories-260K");
    snapshot = Files.createDirectories(folder.resolve("snapshots").resolve(COMMIT));
    Path blob = Files.createDirectories(folder.resolve("blobs")).resolve("a1b2");
    Files.copy(STORIES.resolve("config.json"), blob);
    Files.createSymbolicLink(snapshot.resolve("config.json"), Path.of("../../blobs/a1b2"));
    Files.createDirectories(folder.resolve("refs/pr"));
    Files.writeString(folder.resolve("refs/main"), COMMIT);
    Files.writeString(folder.resolve("refs/pr/1"), COMMIT + "\r\n");
  }

  private void assertRefused(String model, String... words) {
    assertThatThrownBy(() -> new CheckpointLocator(cache).locate(model))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void aDirectoryIsItself() {
    assertThat(new CheckpointLocator(cache).locate(STORIES.toString())).isEqualTo(STORIES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "karpathy/stories-260K",
        "karpathy/stories-260K@main",
        "karpathy/stories-260K@pr/1",
        "karpathy/stories-260K@" + COMMIT
      })
  void aCachedModelIsFoundByBranchAndCommit(String model) {
    assertThat(new CheckpointLocator(cache).locate(model)).isEqualTo(snapshot);
  }

  @Test
  void linkedFilesOfASnapshotAreRead() {
    Path found = new CheckpointLocator(cache).locate("karpathy/stories-260K");

    assertThat(ConfigReader.read(found).hiddenSize()).isEqualTo(64);
  }

  @Test
  void anAbsentModelSaysHowToGetIt() {
    assertRefused(
        "org/other@v2", "'org/other@v2'", "hf download org/other --revision v2", "pass a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"v9", "..", "../..", "."})
  void anAbsentRevisionIsNamedAndNoneLeavesTheCache(String revision) {
    assertRefused("karpathy/stories-260K@" + revision, "no revision '" + revision + "'");
  }

  @Test
  void anIncompleteSnapshotIsNamed() throws IOException {
    Files.delete(snapshot.resolve("config.json"));

    assertRefused("karpathy/stories-260K", "incomplete");
  }

  @Test
  void aFileOrATypoIsRefused() {
    assertRefused(STORIES.resolve("config.json").toString(), "is a file");
    assertRefused("./no/such/place", "neither");
    assertRefused("a b", "neither");
    assertRefused("", "neither");
  }

  @Test
  void theCacheLiesWhereTheEnvironmentSays() {
    assertThat(CheckpointLocator.cacheFolder(Map.of(), "/home/u"))
        .isEqualTo(Path.of("/home/u/.cache/huggingface/hub"));
    assertThat(CheckpointLocator.cacheFolder(Map.of("XDG_CACHE_HOME", "/x"), "/home/u"))
        .isEqualTo(Path.of("/x/huggingface/hub"));
    assertThat(CheckpointLocator.cacheFolder(Map.of("HF_HOME", "~/hf"), "/home/u"))
        .isEqualTo(Path.of("/home/u/hf/hub"));
    assertThat(
            CheckpointLocator.cacheFolder(
                Map.of("HF_HOME", "/hf", "HF_HUB_CACHE", "/c"), "/home/u"))
        .isEqualTo(Path.of("/c"));
  }
}
