// Licensed under the Apache License, Version 2.0.
package org.eidograph.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
  @TempDir private Path directory;

  @Test
  void aWriteThatFailsLeavesTheOldFileAndNothingElse() {
    Path file = directory.resolve("state.json");
    AtomicFiles.writeString(file, "old");

    assertThatThrownBy(
            () ->
                AtomicFiles.write(
                    file,
                    out -> {
                      out.write(new byte[100]);
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(OutOfResourcesException.class)
        .hasMessageContainingAll("state.json", "No space left on device");

    assertThat(file).hasContent("old");
    assertThat(directory)
        .isDirectoryContaining(file::equals)
        .isDirectoryNotContaining(path -> !path.equals(file));
  }

  @Test
  void missingFoldersAreMade() {
    Path file = directory.resolve("a/b/c.txt");

    AtomicFiles.writeString(file, "text");

    assertThat(file).hasContent("text");
  }

  @Test
  void aRefusalGivesTheFileSystemsOwnReason() {
    OutOfResourcesException refusal =
        AtomicFiles.refusal(
            Path.of("out"), new FileSystemException("out", null, "Read-only file system"));

    assertThat(refusal).hasMessageContaining("cannot write out: Read-only file system");
    assertThat(refusal.exitCode()).isEqualTo(ExitCode.OUT_OF_RESOURCES);
  }

  @Test
  void aFinishedDirectoryAppearsUnderItsName() throws Exception {
    Path partial = Files.createDirectories(directory.resolve(".out.partial"));
    Files.writeString(partial.resolve("x"), "1");

    AtomicFiles.publish(partial, directory.resolve("out"));

    assertThat(directory.resolve("out/x")).hasContent("1");
    assertThat(partial).doesNotExist();
    AtomicFiles.deleteRecursively(directory.resolve("out"));
    AtomicFiles.deleteRecursively(directory.resolve("out"));
    assertThat(directory).isEmptyDirectory();
  }
}
