// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups the commands about what depth and width do to signals and gradients. */
@Command(
    name = "signal",
    description = "How signals and gradients pass through deep networks: theory, and a diagnosis.",
    subcommands = {
      SignalEdgeCommand.class,
      SignalDepthCommand.class,
      SignalKernelCommand.class,
      SignalRegressCommand.class,
      SignalResnetCommand.class,
      SignalLimitCommand.class,
      SignalJacobianCommand.class,
      SignalAlignmentCommand.class,
      SignalDiagnoseCommand.class
    })
public final class SignalCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        spec.subcommands().keySet().stream()
            .collect(Collectors.joining(", ", "a command must be named: ", "")));
  }
}
