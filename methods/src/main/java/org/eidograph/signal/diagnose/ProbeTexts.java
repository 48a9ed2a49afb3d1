// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.eidograph.base.BadInputException;
import org.eidograph.base.UsageException;
import org.eidograph.model.tokenizer.Tokenizer;
import org.eidograph.train.data.ExampleSet;

/**
 * The texts a model is looked at with, all of one length, so that positions can be compared.
 *
 * @param ids token ids of each text
 * @param source where they come from, in words
 */
public record ProbeTexts(List<int[]> ids, String source) {
  /** Fewer tokens have no rank to speak of. */
  static final int FEWEST_TOKENS = 8;

  /** How many passages are built in; more texts than that need data. */
  public static final int BUILT_IN = 16;

  /** Passages joined to one text, so that it has 128 tokens under the widest vocabularies. */
  private static final int JOINED = 4;

  public ProbeTexts {
    ids = List.copyOf(ids);
    requireSizes(ids.size(), ids.isEmpty() ? 0 : ids.get(0).length);
    if (ids.stream().map(Arrays::hashCode).distinct().count() < 2) {
      throw new BadInputException(
          "a diagnosis compares different texts, but all %d are alike; give others with --data"
              .formatted(ids.size()));
    }
  }

  private static void requireSizes(int texts, int tokens) {
    if (texts < 2) {
      throw new UsageException(
          "a diagnosis compares at least 2 texts, got %d; give --texts 2 or more".formatted(texts));
    }
    if (tokens < FEWEST_TOKENS) {
      throw new UsageException(
          "a text needs at least %d tokens, got %d; raise --tokens"
              .formatted(FEWEST_TOKENS, tokens));
    }
  }

  /** Tokens of each text. */
  public int tokens() {
    return ids.get(0).length;
  }

  /**
   * Texts of our own, a few English sentences on different things.
   *
   * @param texts at most {@link #BUILT_IN}
   * @param seed which passages, in which order
   */
  public static ProbeTexts builtIn(Tokenizer tokenizer, int texts, int tokens, long seed) {
    requireSizes(texts, tokens);
    if (texts > BUILT_IN) {
      throw new UsageException(
          "%d texts are built in, but --texts asks for %d; give more with --data"
              .formatted(BUILT_IN, texts));
    }
    List<String> passages = passages();
    List<int[]> encoded = new ArrayList<>();
    for (int first : order(BUILT_IN, seed)) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < JOINED; i++) {
        text.append(passages.get((first + i) % BUILT_IN)).append(' ');
      }
      encoded.add(tokenizer.encode(text.toString(), true).ids());
    }
    return cut(encoded, texts, tokens, "built-in passages");
  }

  /**
   * Texts of a user, those that are long enough.
   *
   * @param seed which of them
   */
  public static ProbeTexts of(ExampleSet examples, int texts, int tokens, long seed) {
    requireSizes(texts, tokens);
    List<int[]> all = new ArrayList<>();
    int longest = 0;
    for (int index : order(examples.size(), seed)) {
      longest = Math.max(longest, examples.length(index));
      if (all.size() < texts && examples.length(index) >= tokens) {
        all.add(examples.get(index).ids());
      }
    }
    if (all.size() < 2) {
      throw new BadInputException(
          "a diagnosis needs 2 texts of %d tokens, but the data have %d of them and the longest has %d; lower --tokens or give longer texts"
              .formatted(tokens, all.size(), longest));
    }
    return cut(all, texts, tokens, "data");
  }

  /** Ids drawn uniformly, for a checkpoint without a tokenizer. */
  public static ProbeTexts random(int vocabulary, int texts, int tokens, long seed) {
    requireSizes(texts, tokens);
    Random random = new Random(seed);
    List<int[]> ids =
        IntStream.range(0, texts)
            .mapToObj(i -> random.ints(tokens, 0, vocabulary).toArray())
            .toList();
    return new ProbeTexts(ids, "random token ids");
  }

  private static ProbeTexts cut(List<int[]> all, int texts, int tokens, String source) {
    int shortest = all.stream().mapToInt(ids -> ids.length).min().orElse(0);
    if (shortest < tokens) {
      throw new BadInputException(
          "the %s have %d tokens under this tokenizer, but --tokens asks for %d; lower it or give --data"
              .formatted(source, shortest, tokens));
    }
    return new ProbeTexts(
        all.stream().limit(texts).map(ids -> Arrays.copyOf(ids, tokens)).toList(), source);
  }

  private static List<Integer> order(int count, long seed) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, count).boxed().toList());
    Collections.shuffle(order, new Random(seed));
    return order;
  }

  private static List<String> passages() {
    try (InputStream in = ProbeTexts.class.getResourceAsStream("passages.txt")) {
      String all = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return all.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
