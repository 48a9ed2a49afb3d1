// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Mixin of every command with settings: {@code --config FILE} and {@code --set KEY=VALUE}. Declare
 * it as {@code @Mixin ConfigOptions config} and ask {@link #resolved} for what was decided.
 */
public final class ConfigOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "YAML file with settings, one 'key: value' a line; flags win over it")
  @Nullable Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "one setting by its key; wins over the file, a flag wins over it")
  @Nullable List<String> assignments;

  /** Filled by {@link ConfigArguments} before the options are parsed for good. */
  private final Map<String, Origin> origins = new LinkedHashMap<>();

  /** The settings of this run with the origin of each. */
  public ResolvedConfig resolved() {
    return ResolvedConfig.of(command.commandLine().getParseResult(), origins);
  }

  /** The mixin of a command, if it has one. */
  static @Nullable ConfigOptions of(CommandSpec spec) {
    return spec.mixins().values().stream()
        .map(CommandSpec::userObject)
        .filter(ConfigOptions.class::isInstance)
        .map(ConfigOptions.class::cast)
        .findFirst()
        .orElse(null);
  }

  void replaceOrigins(Map<String, Origin> given) {
    origins.clear();
    origins.putAll(given);
  }

  Map<String, Origin> origins() {
    return origins;
  }
}
