// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.tokenizer.bpe;

import java.util.Arrays;
import java.util.List;

/**
 * A byte-pair vocabulary.
 *
 * @param special tokens that no text makes; they have the first ids
 * @param tokens all tokens by id, the special ones first, then the 256 bytes, then what was merged
 * @param merges in the order in which they are applied
 */
public record BytePairs(List<String> special, List<String> tokens, List<Merge> merges) {
  public BytePairs {
    special = List.copyOf(special);
    tokens = List.copyOf(tokens);
    merges = List.copyOf(merges);
  }

  /** Two neighbouring tokens that become one. */
  public record Merge(String left, String right) {}

  /** Ids of the bytes, in the order of their characters, begin after the special tokens. */
  static char[] alphabet() {
    char[] sorted = new char[256];
    for (int value = 0; value < sorted.length; value++) {
      sorted[value] = ByteAlphabet.of(value);
    }
    Arrays.sort(sorted);
    return sorted;
  }
}
