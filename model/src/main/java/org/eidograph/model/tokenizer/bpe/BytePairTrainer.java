// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.tokenizer.bpe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.eidograph.base.UsageException;
import org.eidograph.model.tokenizer.bpe.BytePairs.Merge;

/**
 * Learns a byte-pair vocabulary: again and again the most frequent pair of neighbouring tokens
 * becomes a token (Sennrich, Haddow, Birch 2016, arXiv 1508.07909, algorithm 1), beginning with
 * single bytes, so that every text can be written (Radford et al. 2019).
 *
 * <p>Among equally frequent pairs the one with the smaller ids is taken, so the result depends on
 * nothing but the counts.
 */
public final class BytePairTrainer {
  private final Map<String, Integer> ids = new HashMap<>();
  private final List<String> tokens = new ArrayList<>();
  private final List<Merge> merges = new ArrayList<>();

  private BytePairTrainer() {}

  /**
   * Learns a vocabulary.
   *
   * @param size tokens in all, at least the special ones and 256; fewer come out when no pair is
   *     left that is frequent enough
   * @param least how often a pair must occur to become a token, at least 1
   * @param special tokens with the first ids, for example {@code <|endoftext|>}
   * @throws UsageException if a number is too small, or a special token stands twice or is a byte
   */
  public static BytePairs train(WordCounts words, int size, long least, List<String> special) {
    if (size < special.size() + 256 || least < 1) {
      throw new UsageException(
          "a byte-pair vocabulary needs %d special tokens and 256 bytes, and pairs that occur at least once; got a size of %d and at least %d times"
              .formatted(special.size(), size, least));
    }
    BytePairTrainer trainer = new BytePairTrainer();
    special.forEach(trainer::addNew);
    for (char symbol : BytePairs.alphabet()) {
      trainer.addNew(String.valueOf(symbol));
    }
    trainer.merge(new PairQueue(trainer.words(words)), size, least);
    return new BytePairs(special, trainer.tokens, trainer.merges);
  }

  private void addNew(String token) {
    if (token.isEmpty() || ids.containsKey(token)) {
      throw new UsageException(
          "special tokens must differ from each other, from the empty text and from single bytes, got '%s'; choose another name"
              .formatted(token));
    }
    add(token);
  }

  private int add(String token) {
    ids.put(token, tokens.size());
    tokens.add(token);
    return tokens.size() - 1;
  }

  private List<SymbolWord> words(WordCounts counted) {
    List<SymbolWord> words = new ArrayList<>();
    counted
        .counts()
        .forEach(
            (word, count) ->
                words.add(new SymbolWord(word.chars().map(this::byteId).toArray(), count)));
    return words;
  }

  private int byteId(int symbol) {
    return ids.getOrDefault(String.valueOf((char) symbol), -1); // never: all bytes are tokens
  }

  private void merge(PairQueue pairs, int size, long least) {
    while (tokens.size() < size) {
      OptionalLong next = pairs.next(least);
      if (next.isEmpty()) {
        return;
      }
      long pair = next.getAsLong();
      String left = tokens.get(SymbolWord.left(pair));
      String right = tokens.get(SymbolWord.right(pair));
      merges.add(new Merge(left, right));
      // two ways may lead to one token
      Integer known = ids.get(left + right);
      pairs.merge(pair, known == null ? add(left + right) : known);
    }
  }
}
