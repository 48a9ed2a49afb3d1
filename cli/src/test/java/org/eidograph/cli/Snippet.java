// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Output that README shows, kept in {@code docs/output/NAME.txt}. A test that runs the command
 * calls {@link #check}; with {@code -Deidograph.update=true} it writes the file instead.
 */
final class Snippet {
  static final Path ROOT = Path.of("..");

  private Snippet() {}

  static boolean updating() {
    return Boolean.getBoolean("eidograph.update");
  }

  static Path file(String name) {
    return ROOT.resolve("docs/output").resolve(name + ".txt");
  }

  /** Compares a command's output with the committed one. */
  static void check(String name, String output) throws IOException {
    if (updating()) {
      Files.createDirectories(file(name).getParent());
      Files.writeString(file(name), output);
    }
    assertThat(file(name)).hasContent(output);
  }
}
