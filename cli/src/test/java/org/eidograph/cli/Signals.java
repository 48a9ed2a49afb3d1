// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Sends a process what Ctrl-C would. */
final class Signals {
  private Signals() {}

  /**
   * Interrupts a process started from here. A shell starts its background jobs deaf to SIGINT, and
   * their children with them; SIGTERM, which the command hears alike, then stands in.
   */
  static void interrupt(Process process) throws Exception {
    String signal = isInterruptIgnored() ? "-TERM" : "-INT";
    new ProcessBuilder("kill", signal, String.valueOf(process.pid())).start().waitFor();
  }

  private static boolean isInterruptIgnored() throws Exception {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return false;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("SigIgn:")) {
        return (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 0b10) != 0;
      }
    }
    return false;
  }
}
