// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eidograph.cli.console.Block;

/** What a result warns of, below it. */
final class Warnings {
  private Warnings() {}

  /** The block alone if there is nothing to warn of. */
  static List<Block> after(Block block, List<String> warnings) {
    String text = warnings.stream().map(w -> "warning: " + w).collect(Collectors.joining("\n"));
    return text.isEmpty() ? List.of(block) : Stream.of(block, new Block.Text(text)).toList();
  }
}
