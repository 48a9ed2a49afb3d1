// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups the commands about learning rates. */
@Command(
    name = "lr",
    description = "Learning rates of adapters and of full fine-tuning.",
    subcommands = LrConvertCommand.class)
public final class LrCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command must be named: convert");
  }
}
