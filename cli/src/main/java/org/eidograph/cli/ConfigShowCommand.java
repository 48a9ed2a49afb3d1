// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import java.util.List;
import org.eidograph.base.Table;
import org.eidograph.cli.config.ConfigPreview;
import org.eidograph.cli.config.ResolvedConfig;
import org.eidograph.cli.console.Block;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what a command would run with, without running it. */
@Command(
    name = "show",
    description = "Show the settings a command would run with, and where each comes from.",
    footer = {"", "Example:", "  eido config show finetune --config train.yaml --rank 8"})
final class ConfigShowCommand implements Runnable {
  private CommandSpec spec = CommandSpec.create();
  @Mixin private Output output;

  @Parameters(
      arity = "1..*",
      paramLabel = "COMMAND",
      description = "the command with its options, as if it were to run")
  private List<String> command;

  /** What stands behind the command's name belongs to that command. */
  @Spec
  void setSpec(CommandSpec given) {
    spec = given;
    spec.parser().stopAtPositional(true);
  }

  @Override
  public void run() {
    ConfigPreview preview =
        ConfigPreview.of(spec.root().commandLine(), command.toArray(String[]::new));
    output.print(preview.config(), ConfigShowCommand::blocks, output.json() || preview.json());
  }

  static List<Block> blocks(ResolvedConfig config) {
    return List.of(
        new Block.Grid(
            new Table(
                config.command(),
                List.of("key", "value", "origin"),
                config.settings().stream()
                    .map(s -> List.of(s.key(), s.text(), s.origin()))
                    .toList())));
  }
}
