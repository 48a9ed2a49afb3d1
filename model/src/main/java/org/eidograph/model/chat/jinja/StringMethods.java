// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** The methods of str. */
final class StringMethods {
  private static final Set<String> NOT_SUPPORTED =
      Set.of("encode", "expandtabs", "isascii", "isidentifier", "istitle", "isprintable",
          "translate", "maketrans", "format_map");

  /** What a method does with its string. */
  private interface Method {
    Object call(String text, Arguments arguments);
  }

  /** What a method without arguments does. */
  private interface PlainMethod {
    Object call(String text);
  }

  private static final Map<String, Method> PLAIN =
      Map.ofEntries(
          plain("upper", StringMethods::upper),
          plain("lower", StringMethods::lower),
          plain("casefold", StringMethods::lower),
          plain("title", StringMethods::title),
          plain("capitalize", StringMethods::capitalize),
          plain("swapcase", StringMethods::swapCase),
          plain("isupper", StringMethods::isUpper),
          plain("islower", StringMethods::isLower),
          plain("isspace", text -> !text.isEmpty() && Whitespace.isBlank(text)),
          plain("isdigit", text -> every(text, Character::isDigit)),
          plain("isdecimal", text -> every(text, Character::isDigit)),
          plain("isnumeric", text -> every(text, Character::isDigit)),
          plain("isalpha", text -> every(text, Character::isLetter)),
          plain("isalnum", text -> every(text, Character::isLetterOrDigit)));

  private static final Map<String, Method> WITH_ARGUMENTS =
      Map.ofEntries(
          Map.entry("strip", (text, given) -> CharacterStrip.both(text, chars(given))),
          Map.entry("lstrip", (text, given) -> CharacterStrip.left(text, chars(given))),
          Map.entry("rstrip", (text, given) -> CharacterStrip.right(text, chars(given))),
          Map.entry("split", StringSplitting::split),
          Map.entry("rsplit", StringSplitting::rsplit),
          Map.entry("splitlines", StringSplitting::splitLines),
          Map.entry("partition", StringSplitting::partition),
          Map.entry("rpartition", StringSplitting::rpartition),
          Map.entry("startswith", (text, given) -> StringSearch.affix(text, given, true)),
          Map.entry("endswith", (text, given) -> StringSearch.affix(text, given, false)),
          Map.entry("find", (text, given) -> StringSearch.find(text, given, "find")),
          Map.entry("rfind", (text, given) -> StringSearch.find(text, given, "rfind")),
          Map.entry("index", (text, given) -> StringSearch.find(text, given, "index")),
          Map.entry("rindex", (text, given) -> StringSearch.find(text, given, "rindex")),
          Map.entry("count", StringSearch::count),
          Map.entry("removeprefix", StringSearch::removePrefix),
          Map.entry("removesuffix", StringSearch::removeSuffix),
          Map.entry("replace", StringMethods::replace),
          Map.entry("join", StringMethods::join),
          Map.entry("format", BraceFormat::format),
          Map.entry("ljust", (text, given) -> StringPadding.pad(text, given, "ljust")),
          Map.entry("rjust", (text, given) -> StringPadding.pad(text, given, "rjust")),
          Map.entry("center", (text, given) -> StringPadding.pad(text, given, "center")),
          Map.entry("zfill", StringPadding::zeroFill));

  private StringMethods() {}

  private static Map.Entry<String, Method> plain(
      String name, PlainMethod body) {
    return Map.entry(
        name,
        (text, arguments) -> {
          arguments.bind("str." + name);
          return body.call(text);
        });
  }

  static boolean has(String name) {
    return PLAIN.containsKey(name)
        || WITH_ARGUMENTS.containsKey(name)
        || NOT_SUPPORTED.contains(name);
  }

  static Object call(String text, String name, Arguments arguments) {
    Method method = PLAIN.getOrDefault(name, WITH_ARGUMENTS.get(name));
    if (method == null) {
      throw JinjaFailure.unsupported("the method str.%s".formatted(name));
    }
    return method.call(text, arguments);
  }

  private static @Nullable Object chars(Arguments given) {
    return given.bind("str.strip", "chars").get("chars", null);
  }

  static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static String capitalize(String text) {
    int first = text.isEmpty() ? 0 : Character.charCount(text.codePointAt(0));
    return upper(text.substring(0, first)) + lower(text.substring(first));
  }

  private static String title(String text) {
    StringBuilder out = new StringBuilder();
    boolean inWord = false;
    for (int c : text.codePoints().toArray()) {
      String letter = Character.toString(c);
      out.append(inWord ? lower(letter) : upper(letter));
      inWord = Character.isLetter(c);
    }
    return out.toString();
  }

  private static String swapCase(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .mapToObj(c -> Character.isUpperCase(c) ? lower(Character.toString(c)) : upper(Character.toString(c)))
        .forEach(out::append);
    return out.toString();
  }

  static boolean isUpper(String text) {
    return !text.equals(lower(text)) && text.equals(upper(text));
  }

  static boolean isLower(String text) {
    return !text.equals(upper(text)) && text.equals(lower(text));
  }

  private static boolean every(String text, IntPredicate holds) {
    return !text.isEmpty() && text.codePoints().allMatch(holds);
  }

  private static String replace(String text, Arguments given) {
    Arguments.Bound bound = given.bind("str.replace", "old", "new", "count");
    return replace(
        text,
        Kinds.string(bound.require("old"), "str.replace"),
        Kinds.string(bound.require("new"), "str.replace"),
        bound.integer("count", -1));
  }

  /** Replaces the first {@code count} occurrences, or all if it is negative. */
  static String replace(String text, String old, String replacement, long count) {
    long most = 1L + (old.isEmpty() ? text.length() : text.length() / old.length());
    Budget.checkSize(text.length() + most * replacement.length());
    if (count < 0) {
      return text.replace(old, replacement);
    }
    StringBuilder out = new StringBuilder();
    int at = 0;
    long left = count;
    int found = text.indexOf(old);
    while (found >= 0 && left-- > 0) {
      out.append(text, at, found).append(replacement);
      at = found + old.length();
      found = nextMatch(text, old, found);
      if (old.isEmpty() && found >= 0) {
        out.append(text, at, found);
        at = found;
      }
    }
    return out.append(text.substring(at)).toString();
  }

  private static int nextMatch(String text, String old, int found) {
    int from = found + Math.max(1, old.length());
    return from > text.length() ? -1 : text.indexOf(old, from);
  }

  private static String join(String separator, Arguments given) {
    Object items = given.bind("str.join", "iterable").require("iterable");
    StringBuilder out = new StringBuilder();
    String between = "";
    for (Object item : Kinds.items(items)) {
      out.append(between).append(Kinds.string(item, "str.join"));
      Budget.checkSize(out.length());
      between = separator;
    }
    return out.toString();
  }

  /** The texts as a list value. */
  static List<@Nullable Object> list(List<String> texts) {
    return List.copyOf(texts);
  }
}
