// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** {@code strftime} in the C locale, with the directives that do not depend on a place. */
final class Strftime {
  private static final Map<Character, String> PATTERNS =
      Map.ofEntries(
          Map.entry('Y', "uuuu"),
          Map.entry('y', "uu"),
          Map.entry('m', "MM"),
          Map.entry('d', "dd"),
          Map.entry('H', "HH"),
          Map.entry('I', "hh"),
          Map.entry('M', "mm"),
          Map.entry('S', "ss"),
          Map.entry('f', "SSSSSS"),
          Map.entry('j', "DDD"),
          Map.entry('p', "a"),
          Map.entry('A', "EEEE"),
          Map.entry('a', "EEE"),
          Map.entry('B', "MMMM"),
          Map.entry('b', "MMM"),
          Map.entry('h', "MMM"),
          Map.entry('F', "uuuu-MM-dd"),
          Map.entry('T', "HH:mm:ss"),
          Map.entry('D', "MM/dd/uu"),
          Map.entry('R', "HH:mm"));

  private Strftime() {}

  static String format(String format, LocalDateTime now) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        out.append(c);
        continue;
      }
      boolean unpadded = format.charAt(i + 1) == '-' && i + 2 < format.length();
      i += unpadded ? 2 : 1;
      String text = directive(format.charAt(i), now);
      out.append(unpadded ? text.replaceFirst("^0+(?=.)", "") : text);
    }
    return out.toString();
  }

  private static String directive(char directive, LocalDateTime now) {
    if (directive == '%') {
      return "%";
    }
    String pattern = PATTERNS.get(directive);
    if (pattern == null) {
      throw JinjaFailure.unsupported("the date directive %" + directive);
    }
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(now);
  }
}
