// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.eidograph.cli.config.ConfigOptions;
import org.eidograph.cli.config.ResolvedConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command with one option of every kind, and a body that a test gives. */
@Command(name = "trial", description = "Try every kind of option.")
final class TrialCommand implements Callable<Integer> {
  @Mixin private Output output;
  @Mixin private ConfigOptions config;

  @Option(names = "--model", required = true, description = "a directory")
  Path model;

  @Option(names = "--rank", defaultValue = "16", description = "a whole number")
  int rank;

  @Option(names = "--learning-rate", defaultValue = "0.001", description = "a number")
  double learningRate;

  @Option(
      names = "--packing",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "a switch")
  boolean packing;

  @Option(names = "--prompt", description = "a text")
  String prompt;

  @Option(names = "--target-modules", split = ",", description = "a list")
  List<String> targetModules;

  @Option(names = "--rank-pattern", description = "a map")
  Map<String, Integer> rankPattern;

  private final Callable<Integer> body;
  ResolvedConfig resolved;

  TrialCommand() {
    this(() -> 0);
  }

  TrialCommand(Callable<Integer> body) {
    this.body = body;
  }

  @Override
  public Integer call() throws Exception {
    resolved = config.resolved();
    output.print(resolved, ConfigShowCommand::blocks);
    return body.call();
  }
}
