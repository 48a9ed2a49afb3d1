// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups what concerns settings. */
@Command(
    name = "config",
    description = "Settings of commands and where they come from.",
    subcommands = {ConfigShowCommand.class, ConfigImportCommand.class})
final class ConfigCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command must be named");
  }
}
