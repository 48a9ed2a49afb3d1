// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EidoTest {
  @Test
  void helpIsTheOneReadmeShows() throws Exception {
    Snippet.check("help", Terminal.eido("--help").out());
  }

  @Test
  void versionNamesThisBuildAndJava() {
    Terminal terminal = Terminal.eido("--version");

    assertThat(terminal.exitCode()).isZero();
    assertThat(terminal.out()).containsPattern("eido [0-9]+\\.[0-9]+\\.[0-9]+").contains("Java ");
  }

  @Test
  void everyCommandHasHelp() {
    Terminal terminal = Terminal.eido("config", "show", "--help");

    assertThat(terminal.exitCode()).isZero();
    assertThat(terminal.out()).contains("Usage: eido config show");
  }

  @Test
  void completionKnowsTheCommands() {
    Terminal terminal = Terminal.eido("completion");

    assertThat(terminal.exitCode()).isZero();
    assertThat(terminal.out()).startsWith("#!").contains("complete -F", "config completion");
  }

  @Test
  void valueThatBeginsWithAnAtSignIsNotAFile() {
    TrialCommand trial = new TrialCommand();

    Terminal.eidoWith(trial, "trial", "--model=m", "--prompt", "@someone hello");

    assertThat(trial.prompt).isEqualTo("@someone hello");
  }
}
