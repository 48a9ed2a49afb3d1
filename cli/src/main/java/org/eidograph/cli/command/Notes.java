// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.util.List;
import java.util.stream.Collectors;
import org.eidograph.cli.console.Block;

/** What to mind of a result, below it. */
public final class Notes {
  private Notes() {}

  /** Appends a line for each note, marked by {@code !}; nothing if there is none. */
  public static void add(List<Block> blocks, List<String> notes) {
    if (!notes.isEmpty()) {
      blocks.add(
          new Block.Text(
              notes.stream().map(note -> "! " + note).collect(Collectors.joining("\n"))));
    }
  }
}
