// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.tokenizer.bpe;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often each word occurs in the texts seen so far; memory grows with the number of different
 * words, not with the texts.
 *
 * <p>Words are those of GPT-2: English endings, then runs of letters, of digits and of other signs,
 * each with one space before it, then the white space that is left. No token crosses a word's end.
 */
public final class WordCounts {
  private static final Pattern WORD =
      Pattern.compile(
          "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
          Pattern.UNICODE_CHARACTER_CLASS);

  private final Map<String, Long> counts = new TreeMap<>();

  /** Counts the words of one text. */
  public void add(String text) {
    Matcher words = WORD.matcher(text);
    while (words.find()) {
      counts.merge(ByteAlphabet.of(words.group()), 1L, Long::sum);
    }
  }

  /** How many different words were seen. */
  public int size() {
    return counts.size();
  }

  /** Words in {@link ByteAlphabet}, in the order of their characters, each with its count. */
  Map<String, Long> counts() {
    return counts;
  }
}
