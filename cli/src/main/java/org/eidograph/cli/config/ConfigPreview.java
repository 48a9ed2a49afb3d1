// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.config;

import java.util.Optional;
import org.eidograph.base.UsageException;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The settings of a command line that is read but not run.
 *
 * @param json whether the command line asks for JSON
 */
public record ConfigPreview(ResolvedConfig config, boolean json) {
  /**
   * Reads a command line; required options may be absent.
   *
   * @throws UsageException if it does not name a command with settings
   * @throws ParameterException if it cannot be parsed
   */
  public static ConfigPreview of(CommandLine root, String[] args) {
    ParseResult parsed = ConfigArguments.scan(root, ConfigArguments.expand(root, args));
    Optional<Exception> error = ConfigArguments.error(parsed);
    if (error.isPresent()) {
      throw problem(error.get());
    }
    ConfigOptions config = ConfigOptions.of(parsed.commandSpec());
    if (config == null) {
      throw new UsageException(
          "'%s' has no settings to show; name a command that takes --config"
              .formatted(parsed.commandSpec().qualifiedName()));
    }
    OptionSpec json = parsed.commandSpec().findOption("--json");
    return new ConfigPreview(
        ResolvedConfig.of(parsed, config.origins()), json != null && parsed.hasMatchedOption(json));
  }

  private static RuntimeException problem(Exception error) {
    return error instanceof ParameterException known
        ? known
        : new UsageException(String.valueOf(error.getMessage()), error);
  }
}
