// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code str.split} and its kin. */
final class StringSplitting {
  private StringSplitting() {}

  static Object split(String text, Arguments given) {
    Arguments.Bound bound = given.bind("str.split", "sep", "maxsplit");
    long most = bound.integer("maxsplit", -1);
    Object separator = bound.get("sep", null);
    return separator == null
        ? StringMethods.list(words(text, most))
        : StringMethods.list(pieces(text, separator(separator), most));
  }

  static Object rsplit(String text, Arguments given) {
    Arguments.Bound bound = given.bind("str.rsplit", "sep", "maxsplit");
    long most = bound.integer("maxsplit", -1);
    Object separator = bound.get("sep", null);
    String mirrored = mirror(text);
    List<String> pieces =
        separator == null
            ? words(mirrored, most)
            : pieces(mirrored, mirror(separator(separator)), most);
    pieces.replaceAll(StringSplitting::mirror);
    Collections.reverse(pieces);
    return StringMethods.list(pieces);
  }

  private static String mirror(String text) {
    return new StringBuilder(text).reverse().toString();
  }

  private static String separator(@Nullable Object value) {
    String separator = Kinds.string(value, "str.split");
    if (separator.isEmpty()) {
      throw new JinjaFailure("str.split needs a separator that is not empty");
    }
    return separator;
  }

  private static List<String> pieces(String text, String separator, long most) {
    List<String> pieces = new ArrayList<>();
    int at = 0;
    int found = text.indexOf(separator);
    while (found >= 0 && (most < 0 || pieces.size() < most)) {
      pieces.add(text.substring(at, found));
      at = found + separator.length();
      found = text.indexOf(separator, at);
    }
    pieces.add(text.substring(at));
    return pieces;
  }

  private static List<String> words(String text, long most) {
    List<String> words = new ArrayList<>();
    int at = Whitespace.skip(text, 0);
    while (at < text.length()) {
      if (most >= 0 && words.size() >= most) {
        words.add(Whitespace.stripRight(text.substring(at)));
        return words;
      }
      int end = at;
      while (end < text.length() && !Whitespace.isSpace(text.charAt(end))) {
        end++;
      }
      words.add(text.substring(at, end));
      at = Whitespace.skip(text, end);
    }
    return words;
  }

  static Object splitLines(String text, Arguments given) {
    boolean keep = given.bind("str.splitlines", "keepends").truth("keepends", false);
    List<String> lines = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < text.length(); i++) {
      if (isLineEnd(text.charAt(i))) {
        int end = text.startsWith("\r\n", i) ? i + 2 : i + 1;
        lines.add(text.substring(at, keep ? end : i));
        at = end;
        i = end - 1;
      }
    }
    if (at < text.length()) {
      lines.add(text.substring(at));
    }
    return StringMethods.list(lines);
  }

  private static boolean isLineEnd(char c) {
    return (c >= '\n' && c <= '\r')
        || (c >= 0x1c && c <= 0x1e)
        || c == 0x85
        || c == 0x2028
        || c == 0x2029;
  }

  static Object partition(String text, Arguments given) {
    String separator = separator(given.bind("str.partition", "sep").require("sep"));
    int at = text.indexOf(separator);
    return at < 0 ? Tuple.of(text, "", "") : parted(text, at, separator);
  }

  static Object rpartition(String text, Arguments given) {
    String separator = separator(given.bind("str.rpartition", "sep").require("sep"));
    int at = text.lastIndexOf(separator);
    return at < 0 ? Tuple.of("", "", text) : parted(text, at, separator);
  }

  private static Tuple parted(String text, int at, String separator) {
    return Tuple.of(text.substring(0, at), separator, text.substring(at + separator.length()));
  }
}
