// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eidograph.base.BadInputException;
import org.eidograph.base.UsageException;
import org.snakeyaml.engine.v2.nodes.Node;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Turns settings from a file and from {@code --set} into the flags that would say the same, so that
 * one parser with one set of rules reads all of them. Flags the user typed win, then {@code --set},
 * then the file.
 *
 * <p>Flags instead of default values, because picocli would expand {@code ${…}} in a default.
 */
public final class ConfigArguments {
  private ConfigArguments() {}

  /**
   * The arguments with the settings added.
   *
   * @throws UsageException for an unknown key or an unusable value
   * @throws BadInputException for a file that cannot be read
   */
  public static String[] expand(CommandLine root, String[] args) {
    if (Arrays.stream(args).noneMatch(ConfigArguments::mentionsConfig)) {
      return args;
    }
    ParseResult scan = scan(root, args);
    ConfigOptions config = ConfigOptions.of(scan.commandSpec());
    if (config == null || error(scan).isPresent()) {
      return args; // the real parse reports what is wrong
    }
    return withSettings(args, scan, config);
  }

  /** Where the value of an option came from, if a file or {@code --set} gave it. */
  public static Optional<Origin> origin(CommandSpec spec, ArgSpec arg) {
    ConfigOptions config = ConfigOptions.of(spec);
    if (config == null || !(arg instanceof OptionSpec option)) {
      return Optional.empty();
    }
    return Optional.ofNullable(config.origins().get(ConfigSchema.key(option)));
  }

  /**
   * Parses without failing, to see which command and which options the user typed.
   *
   * @return the result of the innermost command
   */
  static ParseResult scan(CommandLine root, String[] args) {
    collectErrors(root, true);
    try {
      ParseResult result = root.parseArgs(args);
      while (result.hasSubcommand()) {
        result = result.subcommand();
      }
      return result;
    } finally {
      collectErrors(root, false);
    }
  }

  /** The first thing that is wrong besides absent required options. */
  static Optional<Exception> error(ParseResult scan) {
    return scan.errors().stream()
        .filter(
            e ->
                !(e instanceof MissingParameterException missing)
                    || missing.getMissing().stream().anyMatch(arg -> !arg.required()))
        .findFirst();
  }

  private static String[] withSettings(String[] args, ParseResult scan, ConfigOptions config) {
    ConfigSchema schema = ConfigSchema.of(scan.commandSpec());
    Map<String, Origin> origins = new LinkedHashMap<>();
    List<String> added = new ArrayList<>();
    for (ConfigEntry entry : entries(config)) {
      OptionSpec option = schema.option(entry);
      if (!scan.hasMatchedOption(option)) {
        origins.put(entry.key(), entry.origin());
        entry.values().forEach(value -> added.add(option.longestName() + "=" + value));
      }
    }
    config.replaceOrigins(origins);
    List<String> all = new ArrayList<>(Arrays.asList(args));
    int end = all.indexOf("--");
    all.addAll(end < 0 ? all.size() : end, added);
    return all.toArray(String[]::new);
  }

  private static Iterable<ConfigEntry> entries(ConfigOptions config) {
    Map<String, ConfigEntry> entries = new LinkedHashMap<>();
    if (config.file != null) {
      ConfigFile.read(config.file).forEach(entry -> entries.put(entry.key(), entry));
    }
    if (config.assignments != null) {
      config.assignments.stream()
          .map(ConfigArguments::assignment)
          .forEach(entry -> entries.put(entry.key(), entry));
    }
    return entries.values();
  }

  private static ConfigEntry assignment(String text) {
    int equals = text.indexOf('=');
    if (equals <= 0) {
      throw new UsageException("--set takes KEY=VALUE, but got '%s'".formatted(text));
    }
    String key = text.substring(0, equals).strip();
    String value = text.substring(equals + 1);
    Origin origin = new Origin.SetFlag();
    if (value.startsWith("[") || value.startsWith("{")) {
      Node node = ConfigFile.compose(value, "--set " + key);
      return NodeValues.entry(key, node, origin);
    }
    return new ConfigEntry(key, ConfigEntry.Shape.SCALAR, List.of(value), origin);
  }

  private static boolean mentionsConfig(String arg) {
    return arg.equals("--config")
        || arg.startsWith("--config=")
        || arg.equals("--set")
        || arg.startsWith("--set=");
  }

  private static void collectErrors(CommandLine command, boolean on) {
    command.getCommandSpec().parser().collectErrors(on);
    command.getSubcommands().values().forEach(sub -> collectErrors(sub, on));
  }
}
