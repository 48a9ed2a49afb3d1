// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eidograph.base.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Everything that was decided before a run began, with the origin of each value.
 *
 * @param command the full name, for example {@code eido finetune}
 * @param settings in the order of the command's help
 */
public record ResolvedConfig(String command, List<Setting> settings) {
  public ResolvedConfig {
    settings = List.copyOf(settings);
  }

  /**
   * One decided value.
   *
   * @param key snake_case, as in a configuration file
   * @param value a number, a truth value, a string, a list or a map of these; null if there is none
   * @param origin {@code flag}, {@code --set}, {@code FILE:LINE} or {@code default}
   */
  public record Setting(String key, @Nullable Object value, String origin) {
    /** The value in one line of JSON, which is YAML as well; empty if there is none. */
    public String text() {
      return value == null ? "" : Json.line(value);
    }
  }

  static ResolvedConfig of(ParseResult parsed, Map<String, Origin> origins) {
    List<Setting> settings = new ArrayList<>();
    ConfigSchema schema = ConfigSchema.of(parsed.commandSpec());
    schema
        .options()
        .forEach((key, option) -> settings.add(setting(key, option, parsed, origins.get(key))));
    return new ResolvedConfig(schema.command(), settings);
  }

  /** The value of a key; null if the key has none or does not exist. */
  public @Nullable Object value(String key) {
    return settings.stream()
        .filter(setting -> setting.key().equals(key))
        .findFirst()
        .map(Setting::value)
        .orElse(null);
  }

  /**
   * A YAML document that gives the same run when passed as {@code --config}; the origin of each
   * value stands behind it as a comment.
   */
  public String toYaml() {
    return "# "
        + command
        + "\n"
        + settings.stream()
            .map(ResolvedConfig::line)
            .map(line -> line + "\n")
            .collect(Collectors.joining());
  }

  private static String line(Setting setting) {
    return setting.value() == null
        ? "# %s is not set".formatted(setting.key())
        : "%s: %s  # %s".formatted(setting.key(), setting.text(), setting.origin());
  }

  private static Setting setting(
      String key, OptionSpec option, ParseResult parsed, @Nullable Origin given) {
    Origin typed = parsed.hasMatchedOption(option) ? new Origin.Flag() : new Origin.Default();
    Object value = option.getValue();
    return new Setting(key, plain(value), (given == null ? typed : given).text());
  }

  private static @Nullable Object plain(@Nullable Object value) {
    if (value == null || value instanceof Number || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> plain = new LinkedHashMap<>();
      map.forEach((k, v) -> plain.put(String.valueOf(k), plain(v)));
      return plain.isEmpty() ? null : plain;
    }
    if (value instanceof Path || !(value instanceof Iterable<?> items)) {
      return value instanceof Object[] array ? plain(List.of(array)) : value.toString();
    }
    List<@Nullable Object> plain = new ArrayList<>();
    items.forEach(item -> plain.add(plain(item)));
    return plain.isEmpty() ? null : plain;
  }
}
