// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.eidograph.base.Json;
import org.eidograph.cli.console.Console;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** A console that a test can read, with the exit code of the last command. */
final class Terminal {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Console console =
      new Console(new PrintWriter(out), new PrintWriter(err), false, false, 100);
  private int exitCode = -1;

  /** Runs the real command. */
  static Terminal eido(String... args) {
    Terminal terminal = new Terminal();
    terminal.exitCode = Eido.run(terminal.console, args);
    return terminal;
  }

  /** Runs the real command with one more subcommand, made for a test. */
  static Terminal eidoWith(Object subcommand, String... args) {
    Terminal terminal = new Terminal();
    CommandLine root = new CommandLine(new Eido()).addSubcommand(subcommand);
    terminal.exitCode = Eido.run(Eido.configure(root, terminal.console), terminal.console, args);
    return terminal;
  }

  int exitCode() {
    return exitCode;
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }

  /** What {@code --json} printed of a command that went well. */
  JsonNode json() {
    assertThat(exitCode).as(err()).isZero();
    return Json.parse(out(), "the command's output");
  }
}
