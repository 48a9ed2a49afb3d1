// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import java.util.List;
import java.util.stream.Collectors;
import org.eidograph.cli.console.Block;

/** What to mind, as text. */
final class Notes {
  private Notes() {}

  static Block block(List<String> notes) {
    return new Block.Text(
        notes.stream().map(note -> "! " + note).collect(Collectors.joining("\n")));
  }
}
