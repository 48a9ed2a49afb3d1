// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.eidograph.model.tokenizer.Tokenizer;

/**
 * Encodes a document that comes in pieces as if it were encoded at once.
 *
 * <p>A document of one piece is encoded once. For more, the end of one piece is encoded again
 * before the next one; the two encodings are joined in the overlap, where they agree on a run of
 * tokens and their places. Merges of byte-pair and unigram tokenizers look only at nearby
 * characters, so past that point the tokens are the ones of the whole document.
 */
final class DocumentEncoder {
  /** Tokens on which both encodings must agree before one gives way to the other. */
  private static final int AGREEMENT = 32;

  private final Tokenizer tokenizer;
  private final int overlap;
  private final IntConsumer sink;
  private String context = "";
  private long contextStart;
  private int[] pendingIds = new int[0];
  private long[] pendingStarts = new long[0];

  /**
   * An encoder for one document.
   *
   * @param overlap characters at the end of a piece that are encoded twice, and as many before them
   */
  DocumentEncoder(Tokenizer tokenizer, int overlap, IntConsumer sink) {
    this.tokenizer = tokenizer;
    this.overlap = overlap;
    this.sink = sink;
  }

  /**
   * Takes the next piece and passes on the tokens that are certain.
   *
   * @throws org.eidograph.base.BadInputException if an id is outside the model's vocabulary
   */
  void accept(String piece, Origin origin, int vocabularySize) {
    String text = context + piece;
    Tokenizer.Encoding encoding = tokenizer.encode(text, false);
    int[] ids = encoding.ids();
    RowTokenizer.requireInVocabulary(ids, vocabularySize, origin);
    long[] starts = absolute(encoding.starts(), contextStart);
    int joined = join(ids, starts);
    int uncertain = Math.max(text.length() - overlap, 0);
    int kept = joined;
    while (kept < ids.length && starts[kept] < contextStart + uncertain) {
      sink.accept(ids[kept++]);
    }
    pendingIds = Arrays.copyOfRange(ids, kept, ids.length);
    pendingStarts = Arrays.copyOfRange(starts, kept, ids.length);
    int cut = wholeCharacter(text, Math.max(uncertain - overlap, 0));
    context = text.substring(cut);
    contextStart += cut;
  }

  /** Passes on the rest. */
  void finish() {
    for (int id : pendingIds) {
      sink.accept(id);
    }
    pendingIds = new int[0];
    pendingStarts = new long[0];
  }

  /** Emits pending tokens up to the join; returns the first of the new tokens that counts. */
  private int join(int[] ids, long[] starts) {
    int i = 0;
    int j = 0;
    while (i < pendingIds.length && j < ids.length) {
      if (pendingStarts[i] == starts[j] && agree(i, ids, starts, j)) {
        break;
      }
      if (pendingStarts[i] < starts[j]) {
        i++;
      } else {
        j++;
      }
    }
    for (int k = 0; k < i; k++) {
      sink.accept(pendingIds[k]);
    }
    return pendingIds.length == 0 ? 0 : j;
  }

  private boolean agree(int i, int[] ids, long[] starts, int j) {
    for (int k = 0; k < AGREEMENT; k++) {
      boolean inside = i + k < pendingIds.length && j + k < ids.length;
      if (!inside || pendingIds[i + k] != ids[j + k] || pendingStarts[i + k] != starts[j + k]) {
        return false;
      }
    }
    return true;
  }

  private static long[] absolute(int[] starts, long base) {
    return Arrays.stream(starts).mapToLong(start -> start + base).toArray();
  }

  private static int wholeCharacter(String text, int cut) {
    boolean inside = cut > 0 && cut < text.length() && Character.isLowSurrogate(text.charAt(cut));
    return inside ? cut - 1 : cut;
  }
}
