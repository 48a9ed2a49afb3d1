// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import java.util.Locale;
import org.eidograph.cli.console.Console;

/** The process: parses nothing and computes nothing itself. */
public final class Main {
  private Main() {}

  /** Runs {@code eido} and ends the process with its exit code. */
  public static void main(String[] args) {
    // Libraries format with the default locale; a German machine must print the same numbers.
    Locale.setDefault(Locale.ROOT);
    System.exit(Eido.run(Console.ofProcess(System.getenv()), args));
  }
}
