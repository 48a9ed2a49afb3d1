// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.tokenizer.bpe;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * The pairs of neighbours in a list of words, most frequent first; among equals the one whose ids
 * are smaller.
 *
 * <p>An entry of the queue may say more than a pair still has; it is then put back with what it
 * has. It never says less, because every pair that gains enters again.
 */
final class PairQueue {
  private final List<SymbolWord> words;
  private final Map<Long, Place> places = new HashMap<>();
  private final PriorityQueue<Entry> queue =
      new PriorityQueue<>(
          Comparator.comparingLong(Entry::count).reversed().thenComparingLong(Entry::pair));

  PairQueue(List<SymbolWord> words) {
    this.words = words;
    for (int word = 0; word < words.size(); word++) {
      count(word, +1, new HashSet<>());
    }
    places.forEach(this::enter);
  }

  private record Entry(long pair, long count) {}

  /** How often a pair stands in the words, and in which it may. */
  private static final class Place {
    private long count;
    private final Set<Integer> words = new HashSet<>();
  }

  /** The most frequent pair, if any is left that occurs often enough. */
  OptionalLong next(long least) {
    while (!queue.isEmpty()) {
      Entry entry = queue.remove();
      Place place = places.get(entry.pair);
      long now = place == null ? 0 : place.count;
      if (now < Math.max(1, least)) {
        continue; // it enters again if it ever gains
      }
      if (now == entry.count) {
        return OptionalLong.of(entry.pair);
      }
      queue.add(new Entry(entry.pair, now));
    }
    return OptionalLong.empty();
  }

  /** Merges a pair in all words. */
  void merge(long pair, int merged) {
    Set<Long> gained = new HashSet<>();
    for (int word : holding(pair)) {
      count(word, -1, new HashSet<>());
      words.get(word).merge(pair, merged);
      count(word, +1, gained);
    }
    places.remove(pair);
    gained.remove(pair);
    gained.forEach(each -> places.computeIfPresent(each, this::enter));
  }

  private List<Integer> holding(long pair) {
    Place place = places.get(pair);
    return place == null ? List.of() : List.copyOf(place.words);
  }

  private void count(int index, int sign, Set<Long> touched) {
    SymbolWord word = words.get(index);
    word.pairs(
        pair -> {
          Place place = places.computeIfAbsent(pair, p -> new Place());
          place.count += sign * word.count();
          if (sign > 0) {
            place.words.add(index);
          }
          touched.add(pair);
        });
  }

  private Place enter(long pair, Place place) {
    queue.add(new Entry(pair, place.count));
    return place;
  }
}
