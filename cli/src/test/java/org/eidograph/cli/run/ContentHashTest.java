// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.eidograph.base.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentHashTest {
  @TempDir Path directory;

  // FIPS 180-2, appendix B.1
  @Test
  void fileHasTheStandardsHash() throws Exception {
    Path file = Files.writeString(directory.resolve("abc"), "abc");

    assertThat(ContentHash.of(file))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  // sha256sum a b/c | sha256sum, GNU coreutils 9.1, with a = "1", b/c = "2"
  @Test
  void directoryHasTheHashOfItsListing() throws Exception {
    Files.writeString(directory.resolve("a"), "1");
    Files.createDirectories(directory.resolve("b"));
    Files.writeString(directory.resolve("b/c"), "2");

    assertThat(ContentHash.of(directory))
        .isEqualTo("48139a6be73548c99b6a1f64ee150afb3a81ddabab5d333a51d5a0ac762880c0");
  }

  @Test
  void absentFileIsBadInput() {
    assertThatThrownBy(() -> ContentHash.of(directory.resolve("none")))
        .isInstanceOf(BadInputException.class);
  }
}
