// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConsoleTest {
  private static final String STDOUT = "eidograph.terminal.stdout";

  @AfterEach
  void forgetTerminal() {
    System.clearProperty(STDOUT);
  }

  @Test
  void progressIsSilentWithoutATerminal() {
    StringWriter err = new StringWriter();
    try (Progress progress = console(err, false).progress("training", 10)) {
      progress.at(5, "loss 2.4");
    }

    assertThat(err.toString()).isEmpty();
  }

  @Test
  void progressOnATerminalLeavesAnEmptyLine() {
    StringWriter err = new StringWriter();
    try (Progress progress = console(err, true).progress("training", 10)) {
      progress.at(5, "loss 2.4");
    }

    assertThat(err.toString()).contains("training").endsWith("\r" + " ".repeat(59) + "\r");
  }

  @Test
  void noColorIsHonoured() {
    System.setProperty(STDOUT, "true");

    assertThat(Console.ofProcess(Map.of()).color()).isTrue();
    assertThat(Console.ofProcess(Map.of("NO_COLOR", "1")).color()).isFalse();
    assertThat(Console.ofProcess(Map.of("NO_COLOR", "")).color()).isTrue();
  }

  @Test
  void pipeHasNoColor() {
    System.setProperty(STDOUT, "false");

    assertThat(Console.ofProcess(Map.of()).color()).isFalse();
  }

  @Test
  void strangeWidthIsIgnored() {
    assertThat(Console.ofProcess(Map.of("COLUMNS", "72")).width()).isEqualTo(72);
    assertThat(Console.ofProcess(Map.of("COLUMNS", "-1")).width()).isEqualTo(100);
    assertThat(Console.ofProcess(Map.of("COLUMNS", "1")).width()).isEqualTo(40);
  }

  private static Console console(StringWriter err, boolean live) {
    return new Console(new PrintWriter(new StringWriter()), new PrintWriter(err), live, false, 60);
  }
}
