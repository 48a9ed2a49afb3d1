// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Filters that give text. */
final class TextFilters {
  private static final List<String> METHODS = List.of("upper", "lower", "capitalize");

  private TextFilters() {}

  static Map<String, Filters.Filter> all() {
    Map<String, Filters.Filter> filters = new HashMap<>();
    for (String method : METHODS) {
      filters.put(method, (scope, value, arguments) -> method(value, method, arguments));
    }
    filters.put("title", (scope, value, arguments) -> title(Printing.text(value)));
    filters.put("trim", (scope, value, arguments) -> trim(value, arguments));
    filters.put("string", (scope, value, arguments) -> string(value));
    filters.put("safe", (scope, value, arguments) -> new Markup(Printing.text(value)));
    filters.put("escape", (scope, value, arguments) -> Markup.escape(value));
    filters.put("e", (scope, value, arguments) -> Markup.escape(value));
    filters.put("tojson", (scope, value, arguments) -> JsonDump.filter(value, arguments));
    filters.put("replace", (scope, value, arguments) -> replace(value, arguments));
    filters.put("format", (scope, value, arguments) -> format(value, arguments));
    filters.put("indent", (scope, value, arguments) -> indent(value, arguments));
    filters.put("center", (scope, value, arguments) -> center(value, arguments));
    return filters;
  }

  private static Object method(@Nullable Object value, String name, Arguments arguments) {
    Object result = StringMethods.call(Printing.text(value), name, arguments);
    String text = String.valueOf(result);
    return value instanceof Markup ? new Markup(text) : text;
  }

  /** Upper case after white space, hyphen or opening bracket; lower case elsewhere. */
  private static String title(String text) {
    StringBuilder out = new StringBuilder();
    boolean starts = true;
    for (int c : text.codePoints().toArray()) {
      String letter = Character.toString(c);
      out.append(starts ? StringMethods.upper(letter) : StringMethods.lower(letter));
      starts = Whitespace.isSpace(c) || "-({[<".indexOf(c) >= 0;
    }
    return out.toString();
  }

  private static Object trim(@Nullable Object value, Arguments arguments) {
    Object characters = arguments.bind("trim", "chars").get("chars", null);
    String text = CharacterStrip.both(Printing.text(value), characters);
    return value instanceof Markup ? new Markup(text) : text;
  }

  private static Object string(@Nullable Object value) {
    return value instanceof Markup markup ? markup : Printing.text(value);
  }

  private static String replace(@Nullable Object value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("replace", "old", "new", "count");
    Object count = bound.get("count", null);
    return StringMethods.replace(
        Printing.text(value),
        Printing.text(bound.require("old")),
        Printing.text(bound.require("new")),
        count == null ? -1 : Kinds.integer(count, "replace"));
  }

  private static String format(@Nullable Object value, Arguments arguments) {
    if (!arguments.named().isEmpty() && !arguments.positional().isEmpty()) {
      throw new JinjaFailure("format takes positional or named arguments, not both");
    }
    Object values =
        arguments.named().isEmpty() ? new Tuple(arguments.positional()) : arguments.named();
    return PercentFormat.format(Printing.text(value), values);
  }

  private static String indent(@Nullable Object value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("indent", "width", "first", "blank");
    Object width = bound.get("width", 4L);
    String margin =
        Kinds.isString(width)
            ? String.valueOf(width)
            : " ".repeat((int) Math.max(0, Math.min(1000, Kinds.integer(width, "indent"))));
    boolean blank = bound.truth("blank", false);
    String[] lines = (Printing.text(value) + "\n").split("\n", -1);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < lines.length - 1; i++) {
      boolean indented = i == 0 ? bound.truth("first", false) : blank || !lines[i].isEmpty();
      out.append(i == 0 ? "" : "\n").append(indented ? margin : "").append(lines[i]);
      Budget.checkSize(out.length());
    }
    return out.toString();
  }

  private static Object center(@Nullable Object value, Arguments arguments) {
    long width = arguments.bind("center", "width").integer("width", 80);
    return method(value, "center", Arguments.of(List.of(width)));
  }
}
