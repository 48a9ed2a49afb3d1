// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;

/** White space as Python's {@code str.isspace} and {@code str.strip} see it. */
final class Whitespace {
  private Whitespace() {}

  static boolean isSpace(int c) {
    return (c >= 9 && c <= 13)
        || (c >= 28 && c <= 32)
        || c == 0x85
        || c == 0xa0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200a)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202f
        || c == 0x205f
        || c == 0x3000;
  }

  static boolean isBlank(String text) {
    return text.codePoints().allMatch(Whitespace::isSpace);
  }

  static String strip(String text) {
    return stripLeft(stripRight(text));
  }

  static String stripLeft(String text) {
    int start = 0;
    while (start < text.length() && isSpace(text.charAt(start))) {
      start++;
    }
    return text.substring(start);
  }

  static String stripRight(String text) {
    int end = text.length();
    while (end > 0 && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }

  /** The first index from {@code start} that is no white space. */
  static int skip(String text, int start) {
    int at = start;
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }
}
