// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import org.jspecify.annotations.Nullable;

/** {@code str.strip(characters)}; white space when no characters are given. */
final class CharacterStrip {
  private CharacterStrip() {}

  static String both(String text, @Nullable Object characters) {
    return left(right(text, characters), characters);
  }

  static String left(String text, @Nullable Object characters) {
    if (characters == null) {
      return Whitespace.stripLeft(text);
    }
    String stripped = Kinds.string(characters, "strip");
    int start = 0;
    while (start < text.length() && stripped.indexOf(text.codePointAt(start)) >= 0) {
      start += Character.charCount(text.codePointAt(start));
    }
    return text.substring(start);
  }

  static String right(String text, @Nullable Object characters) {
    if (characters == null) {
      return Whitespace.stripRight(text);
    }
    String stripped = Kinds.string(characters, "strip");
    int end = text.length();
    while (end > 0 && stripped.indexOf(text.codePointBefore(end)) >= 0) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(0, end);
  }
}
