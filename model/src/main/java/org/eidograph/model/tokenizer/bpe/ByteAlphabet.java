// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.tokenizer.bpe;

import java.nio.charset.StandardCharsets;

/**
 * Bytes as printable characters, so that a vocabulary of byte strings can stand in JSON.
 *
 * <p>GPT-2's table (Radford et al. 2019): printable Latin-1 characters stand for their own byte,
 * the 68 others for U+0100 onwards in the order of their value. A space is thus written Ġ.
 */
final class ByteAlphabet {
  private static final char[] CHARACTERS = characters();

  private ByteAlphabet() {}

  private static char[] characters() {
    char[] all = new char[256];
    char next = 256;
    for (int value = 0; value < all.length; value++) {
      all[value] = printable(value) ? (char) value : next++;
    }
    return all;
  }

  private static boolean printable(int value) {
    // 0xAD, the soft hyphen, is invisible
    return value >= '!' && value <= '~' || value >= 0xA1 && value != 0xAD;
  }

  /** The character of a byte, 0 to 255. */
  static char of(int value) {
    return CHARACTERS[value];
  }

  /** A text's UTF-8 bytes, each as its character. */
  static String of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    StringBuilder word = new StringBuilder(bytes.length);
    for (byte value : bytes) {
      word.append(CHARACTERS[value & 0xFF]);
    }
    return word.toString();
  }
}
