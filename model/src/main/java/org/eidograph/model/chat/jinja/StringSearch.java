// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.List;
import org.jspecify.annotations.Nullable;

/** Methods of str that look for other strings; positions count code points. */
final class StringSearch {
  private StringSearch() {}

  static boolean affix(String text, Arguments given, boolean atStart) {
    String callee = atStart ? "str.startswith" : "str.endswith";
    Arguments.Bound bound = given.bind(callee, "affix", "start", "end");
    Object affix = bound.require("affix");
    String part = part(text, bound);
    List<@Nullable Object> choices = affix instanceof Tuple tuple ? tuple : Tuple.of(affix);
    for (Object choice : choices) {
      String wanted = Kinds.string(choice, callee);
      if (atStart ? part.startsWith(wanted) : part.endsWith(wanted)) {
        return true;
      }
    }
    return false;
  }

  private static String part(String text, Arguments.Bound bound) {
    return bound.has("start") || bound.has("end")
        ? String.valueOf(
            Slicing.slice(text, bound.get("start", null), bound.get("end", null), null))
        : text;
  }

  static Object find(String text, Arguments given, String method) {
    Arguments.Bound bound = given.bind("str." + method, "sub", "start", "end");
    String wanted = Kinds.string(bound.require("sub"), "str." + method);
    String part = part(text, bound);
    int at = method.startsWith("r") ? part.lastIndexOf(wanted) : part.indexOf(wanted);
    if (at < 0 && method.endsWith("index")) {
      throw new JinjaFailure("str.%s: '%s' is not in the str".formatted(method, wanted));
    }
    return at < 0 ? -1L : part.codePointCount(0, at) + offset(text, bound);
  }

  private static long offset(String text, Arguments.Bound bound) {
    Object start = bound.get("start", null);
    long from = start == null ? 0 : Kinds.integer(start, "a start");
    int length = Kinds.length(text);
    return Math.max(0, Math.min(length, from < 0 ? from + length : from));
  }

  static Object count(String text, Arguments given) {
    Arguments.Bound bound = given.bind("str.count", "sub", "start", "end");
    String wanted = Kinds.string(bound.require("sub"), "str.count");
    String part = part(text, bound);
    if (wanted.isEmpty()) {
      return Kinds.length(part) + 1L;
    }
    long count = 0;
    for (int at = part.indexOf(wanted); at >= 0; at = part.indexOf(wanted, at + wanted.length())) {
      count++;
    }
    return count;
  }

  static Object removePrefix(String text, Arguments given) {
    Object prefix = given.bind("str.removeprefix", "prefix").require("prefix");
    String wanted = Kinds.string(prefix, "str.removeprefix");
    return text.startsWith(wanted) ? text.substring(wanted.length()) : text;
  }

  static Object removeSuffix(String text, Arguments given) {
    Object suffix = given.bind("str.removesuffix", "suffix").require("suffix");
    String wanted = Kinds.string(suffix, "str.removesuffix");
    return text.endsWith(wanted) ? text.substring(0, text.length() - wanted.length()) : text;
  }
}
