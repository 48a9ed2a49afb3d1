// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.config;

import java.nio.file.Path;

/** Where the value of a setting came from. */
public sealed interface Origin {
  /** As shown in {@code run.yaml}, in {@code config show} and in errors. */
  String text();

  /** Typed on the command line as an option of its own. */
  record Flag() implements Origin {
    @Override
    public String text() {
      return "flag";
    }
  }

  /** Typed on the command line as {@code --set key=value}. */
  record SetFlag() implements Origin {
    @Override
    public String text() {
      return "--set";
    }
  }

  /**
   * Read from a configuration file.
   *
   * @param line counted from 1
   */
  record FileLine(Path file, int line) implements Origin {
    @Override
    public String text() {
      return file + ":" + line;
    }
  }

  /** Nobody gave it. */
  record Default() implements Origin {
    @Override
    public String text() {
      return "default";
    }
  }
}
