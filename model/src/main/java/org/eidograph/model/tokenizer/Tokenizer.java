// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.tokenizer;

import java.util.OptionalInt;

/**
 * Text to token ids and back, exactly as the checkpoint's {@code tokenizer.json} says.
 *
 * <p>Implementations are safe for use by several threads at once. {@link #close} frees native
 * memory.
 */
public interface Tokenizer extends AutoCloseable {
  /**
   * Encodes a text.
   *
   * @param addSpecialTokens whether the tokenizer's own template (for example a leading BOS)
   *     applies
   */
  Encoding encode(String text, boolean addSpecialTokens);

  /** The text of some ids; special tokens are left out when asked. */
  String decode(int[] ids, boolean skipSpecialTokens);

  /** One more than the largest id it can produce. */
  int vocabularySize();

  /** The id of a token given as it stands in the vocabulary, for example {@code </s>}. */
  OptionalInt id(String token);

  /** The id that opens a document, if the checkpoint has one. */
  OptionalInt bosId();

  /** The id that ends a document or a turn, if the checkpoint has one. */
  OptionalInt eosId();

  @Override
  void close();

  /**
   * An encoded text.
   *
   * @param ids token ids, length T
   * @param starts first character of each token in the text (UTF-16 index); special tokens added by
   *     the template have start = end
   * @param ends one past the last character of each token
   */
  @SuppressWarnings("ArrayRecordComponent") // a value in transit, never compared
  record Encoding(int[] ids, int[] starts, int[] ends) {}
}
