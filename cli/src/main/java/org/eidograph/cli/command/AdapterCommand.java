// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups the commands about adapters. */
@Command(
    name = "adapter",
    description = "Look into PEFT adapters, check them, combine, convert and export them.",
    subcommands = {
      AdapterInspectCommand.class,
      AdapterVerifyCommand.class,
      AdapterCombineCommand.class,
      AdapterConvertCommand.class,
      AdapterExportCommand.class
    })
public final class AdapterCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    CommandLine self = spec.commandLine();
    throw new ParameterException(
        self, "a command must be named: inspect, verify, combine, convert or export");
  }
}
