// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups the commands about the papers behind eido. */
@Command(
    name = "papers",
    description = "The papers behind eido: what they claim, and the claims run anew.",
    subcommands = {PapersListCommand.class, PapersShowCommand.class, PapersRunCommand.class})
public final class PapersCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command must be named: list, show or run");
  }
}
