// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.eidograph.base.UsageException;
import org.eidograph.model.ModulePath;
import org.eidograph.model.ModuleType;

/** Which modules a choice means, by PEFT's rules. */
public sealed interface Targets {
  /**
   * Whether a module is meant.
   *
   * @param inLayers whether a path lies in the chosen layers; a full path and a regular expression
   *     do not ask
   */
  boolean cover(ModulePath module, Predicate<String> inLayers);

  /** The choice as the user would write it. */
  String text();

  /** Modules whose path is an item or ends in a dot and an item. */
  record Names(List<String> items) implements Targets {
    public Names {
      if (items.isEmpty() || items.stream().anyMatch(String::isBlank)) {
        throw new UsageException(
            "a list of modules must hold at least one name and no empty one, got " + items);
      }
      items = List.copyOf(items);
    }

    @Override
    public boolean cover(ModulePath module, Predicate<String> inLayers) {
      String path = module.path();
      return items.contains(path)
          || (items.stream().anyMatch(item -> path.endsWith("." + item)) && inLayers.test(path));
    }

    @Override
    public String text() {
      return String.join(", ", items);
    }
  }

  /** Modules whose whole path matches a regular expression. */
  record Regex(String expression) implements Targets {
    public Regex {
      compile(expression);
    }

    @Override
    public boolean cover(ModulePath module, Predicate<String> inLayers) {
      return compile(expression).matcher(module.path()).matches();
    }

    @Override
    public String text() {
      return expression;
    }
  }

  /** Every linear module except the output projection. */
  record AllLinear() implements Targets {
    @Override
    public boolean cover(ModulePath module, Predicate<String> inLayers) {
      return module.type() != ModuleType.HEAD
          && module.type() != ModuleType.TOKEN_EMBEDDING
          && inLayers.test(module.path());
    }

    @Override
    public String text() {
      return "all-linear";
    }
  }

  /** Names. */
  static Targets names(String... items) {
    return new Names(List.of(items));
  }

  /** A regular expression for the whole path. */
  static Targets regex(String expression) {
    return new Regex(expression);
  }

  /** Every linear module except the output projection. */
  static Targets allLinear() {
    return new AllLinear();
  }

  /**
   * Reads one text as PEFT does: {@code all-linear} in any case, else a regular expression. A list
   * of names is {@link #names}.
   */
  static Targets parse(String text) {
    return text.toLowerCase(Locale.ROOT).equals("all-linear") ? allLinear() : regex(text);
  }

  /**
   * Reads one text as a command line gives it: {@code all-linear}, names with commas between, or a
   * regular expression. A text of letters, digits, {@code _}, {@code -}, dots and commas is names.
   */
  static Targets ofOption(String text) {
    boolean isNames = text.matches("[\\w.,\\s-]+") && !text.equalsIgnoreCase("all-linear");
    return isNames ? new Names(List.of(text.strip().split("\\s*,\\s*", -1))) : parse(text);
  }

  /** A compiled expression, or a clear refusal. */
  static Pattern compile(String expression) {
    try {
      return Pattern.compile(expression);
    } catch (PatternSyntaxException e) {
      throw new UsageException(
          "a module pattern must be a regular expression, got '%s': %s; escape special characters with a backslash"
              .formatted(expression, e.getDescription()),
          e);
    }
  }
}
