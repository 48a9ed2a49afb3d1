// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups the commands about settings that move from a small model to a large one. */
@Command(
    name = "transfer",
    description = "Carry settings tuned on a small model to a larger one.",
    subcommands = {
      TransferPlanCommand.class,
      TransferCoordCheckCommand.class,
      TransferSweepCommand.class,
      TransferReportCommand.class
    })
public final class TransferCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command must be named: plan, coord-check, sweep or report");
  }
}
