// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The help of the commands about edge, depth and kernels shows lines that run. */
class SignalHelpTest {
  @TempDir private Path place;

  @ParameterizedTest
  @ValueSource(strings = {"edge", "depth", "kernel"})
  void examplesRun(String command) {
    List<String> examples =
        Terminal.eido("signal", command, "--help")
            .out()
            .lines()
            .filter(line -> line.startsWith("  eido "))
            .toList();

    assertThat(examples).hasSize(2);
    for (String example : examples) {
      String line =
          example
              .replace("  eido ", "")
              .replace("docs/", "../docs/")
              .replace("runs/", place + "/")
              .replace("gram.", place + "/gram.");
      Terminal terminal = Terminal.eido(line.split(" ", -1));
      assertThat(terminal.exitCode()).as(example + terminal.err()).isZero();
    }
  }
}
