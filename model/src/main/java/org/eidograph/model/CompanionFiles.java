// Licensed under the Apache License, Version 2.0.
package org.eidograph.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The files of a checkpoint that stay as they are when its weights change: tokens and texts. */
public final class CompanionFiles {
  private static final List<String> NAMES =
      List.of(
          "generation_config.json",
          "tokenizer.json",
          "tokenizer.model",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "vocab.json",
          "vocab.txt",
          "merges.txt",
          "chat_template.jinja");

  private CompanionFiles() {}

  /** Copies those that there are, over older ones. */
  public static void copy(Path from, Path to) throws IOException {
    for (String name : NAMES) {
      if (Files.isRegularFile(from.resolve(name))) {
        Files.copy(from.resolve(name), to.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
