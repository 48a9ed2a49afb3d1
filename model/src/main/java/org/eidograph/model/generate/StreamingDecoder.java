// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.generate;

import java.util.Arrays;
import org.eidograph.model.tokenizer.Tokenizer;

/**
 * Text that grows token by token, in whole characters: a token may hold a part of a character's
 * bytes, which waits for the rest.
 *
 * <p>Decoding a token alone would lose the space before it or break a character, so each step
 * decodes a short window with and without the new token and gives the difference. The pieces
 * together are the text that the tokenizer gives for all tokens after the prompt.
 */
public final class StreamingDecoder {
  /** How many of the prompt's tokens give the first new one its context. */
  private static final int CONTEXT = 8;

  private static final char REPLACEMENT = '\ufffd'; // what decoders write for incomplete bytes

  private final Tokenizer tokenizer;
  private int[] ids;
  private int length;
  private int windowStart;
  private int shown;

  /** A decoder for tokens that follow a prompt; the prompt itself is not repeated. */
  public StreamingDecoder(Tokenizer tokenizer, int[] prompt) {
    this.tokenizer = tokenizer;
    this.ids = Arrays.copyOf(prompt, prompt.length + 64);
    this.length = prompt.length;
    this.windowStart = Math.max(0, prompt.length - CONTEXT);
    this.shown = prompt.length;
  }

  /** The characters that this token completes; special tokens have none. */
  public String add(int id) {
    if (length == ids.length) {
      ids = Arrays.copyOf(ids, 2 * length);
    }
    ids[length++] = id;
    String piece = unseen();
    return !piece.isEmpty() && piece.charAt(piece.length() - 1) == REPLACEMENT ? "" : shown(piece);
  }

  /** What is left at the end, incomplete characters as U+FFFD. */
  public String finish() {
    return shown(unseen());
  }

  private String shown(String piece) {
    if (!piece.isEmpty()) {
      windowStart = shown;
      shown = length;
    }
    return piece;
  }

  private String unseen() {
    String before = decode(windowStart, shown);
    String after = decode(windowStart, length);
    return after.length() <= before.length() ? "" : after.substring(before.length());
  }

  private String decode(int from, int to) {
    return tokenizer.decode(Arrays.copyOfRange(ids, from, to), true);
  }
}
