// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the examples that a command of {@code eido signal} shows in its help. */
final class SignalExamples {
  private SignalExamples() {}

  /**
   * Every example must end well.
   *
   * @param place gets what they write
   * @param smaller options that make them quick
   */
  static void run(String command, Path place, String... smaller) {
    List<String> examples =
        Terminal.eido("signal", command, "--help")
            .out()
            .lines()
            .filter(line -> line.startsWith("  eido signal "))
            .map(String::strip)
            .toList();
    assertThat(examples).hasSizeGreaterThan(1);
    for (String example : examples) {
      List<String> line = new ArrayList<>();
      for (String word : example.substring("eido ".length()).split(" ")) {
        line.add(word.startsWith("runs/") ? place.resolve(word).toString() : word);
      }
      line.addAll(List.of(smaller));
      Terminal terminal = Terminal.eido(line.toArray(String[]::new));
      assertThat(terminal.exitCode()).as("%s: %s", example, terminal.err()).isZero();
    }
  }
}
