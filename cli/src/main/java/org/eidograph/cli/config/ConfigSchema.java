// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.eidograph.base.NearestKey;
import org.eidograph.base.UsageException;
import org.eidograph.cli.config.ConfigEntry.Shape;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The keys a command understands: its option names, {@code --learning-rate} as {@code
 * learning_rate}. There is no second list to keep in step.
 *
 * @param command the command's full name, for example {@code eido finetune}
 * @param options by key, in the order of declaration
 */
record ConfigSchema(String command, Map<String, OptionSpec> options) {
  /** These say where to read and how to print, not what to do. */
  private static final Set<String> NOT_SETTINGS = Set.of("config", "set", "json", "stacktrace");

  static ConfigSchema of(CommandSpec spec) {
    Map<String, OptionSpec> options = new LinkedHashMap<>();
    for (OptionSpec option : spec.options()) {
      String key = key(option);
      if (!option.usageHelp() && !option.versionHelp() && !NOT_SETTINGS.contains(key)) {
        options.put(key, option);
      }
    }
    return new ConfigSchema(spec.qualifiedName(), options);
  }

  static String key(OptionSpec option) {
    return option.longestName().replaceFirst("^-+", "").replace('-', '_');
  }

  /**
   * The option an entry sets.
   *
   * @throws UsageException if the key is unknown, with the nearest known one, or if the value has
   *     the wrong shape
   */
  OptionSpec option(ConfigEntry entry) {
    OptionSpec option = options.get(entry.key());
    if (option == null) {
      throw unknown(entry);
    }
    boolean fits =
        switch (entry.shape()) {
          case SCALAR -> true;
          case LIST -> option.isMultiValue() && !option.typeInfo().isMap();
          case MAP -> option.typeInfo().isMap();
        };
    if (!fits) {
      throw new UsageException(
          "%s: '%s' takes %s, but a %s stands there"
              .formatted(
                  entry.origin().text(),
                  entry.key(),
                  expected(option),
                  entry.shape() == Shape.LIST ? "list" : "map"));
    }
    checkSplit(entry, option);
    return option;
  }

  private UsageException unknown(ConfigEntry entry) {
    String mend =
        NearestKey.of(entry.key(), options.keySet())
            .map(nearest -> "did you mean '%s'?".formatted(nearest))
            .orElseGet(() -> "its keys are " + String.join(", ", options.keySet()));
    return new UsageException(
        "%s: '%s' has no setting '%s'; %s"
            .formatted(entry.origin().text(), command, entry.key(), mend));
  }

  private static String expected(OptionSpec option) {
    if (option.typeInfo().isMap()) {
      return "a map";
    }
    return option.isMultiValue() ? "a value or a list" : "a single value";
  }

  /** An item that the option would cut in two again cannot be passed on unchanged. */
  private static void checkSplit(ConfigEntry entry, OptionSpec option) {
    String separator = option.splitRegex();
    if (entry.shape() == Shape.SCALAR || separator.isEmpty()) {
      return;
    }
    for (String value : entry.values()) {
      if (value.split(separator, -1).length > 1) {
        throw new UsageException(
            "%s: an item of '%s' must not hold the separator '%s': %s"
                .formatted(entry.origin().text(), entry.key(), separator, value));
      }
    }
  }
}
