// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the script that completes commands and options in a shell. */
@Command(
    name = "completion",
    description = "Print the completion script for bash and zsh.",
    footer = {"", "Example:", "  source <(eido completion)"})
final class CompletionCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    out.print(AutoComplete.bash("eido", spec.root().commandLine()));
    out.print('\n');
    out.flush();
  }
}
