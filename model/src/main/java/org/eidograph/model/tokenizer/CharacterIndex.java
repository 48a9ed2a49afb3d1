// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.tokenizer;

/**
 * From counts of Unicode characters, as the native library has them, to UTF-16 indices. Nothing is
 * stored for a text without surrogate pairs, where the two are equal.
 */
final class CharacterIndex {
  private final int[] utf16;
  private final int characters;

  CharacterIndex(String text) {
    characters = text.codePointCount(0, text.length());
    utf16 = new int[characters == text.length() ? 0 : characters + 1];
    int at = 0;
    for (int i = 0; i < utf16.length; i++) {
      utf16[i] = at;
      at += i < characters ? Character.charCount(text.codePointAt(at)) : 0;
    }
  }

  /** The UTF-16 index of a character; a count past the end gives the text's length. */
  int utf16(int character) {
    int within = Math.min(character, characters);
    return utf16.length == 0 ? within : utf16[within];
  }
}
