// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups the commands about data. */
@Command(
    name = "data",
    description = "Look at training data before training, and make tokenizers from it.",
    subcommands = {DataCheckCommand.class, DataTokenizerCommand.class})
public final class DataCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command must be named: check or tokenizer");
  }
}
