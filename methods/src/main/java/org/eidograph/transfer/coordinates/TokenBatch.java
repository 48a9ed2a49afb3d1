// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.coordinates;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.eidograph.base.BadInputException;
import org.eidograph.model.Sequences;
import org.eidograph.model.chat.ChatTemplates;
import org.eidograph.model.tokenizer.Tokenizer;
import org.eidograph.model.tokenizer.Tokenizers;
import org.eidograph.train.data.ChatFormat;
import org.eidograph.train.data.ConversationFormat;
import org.eidograph.train.data.DataOptions;
import org.eidograph.train.data.DataRequest;
import org.eidograph.train.data.DataSource;
import org.eidograph.train.data.ExampleSet;
import org.eidograph.train.data.Overflow;
import org.eidograph.train.data.TrainOn;

/**
 * A few token sequences and the token that follows each of theirs.
 *
 * @param sequences what is read
 * @param targets the next token, one for each token read
 * @param origin where they are from, for reports
 */
@SuppressWarnings("ArrayRecordComponent") // a value in transit, never compared
public record TokenBatch(Sequences sequences, int[] targets, String origin) {
  private static final int SHORTEST = 2;

  /** Tokens drawn evenly from a vocabulary; the next token cannot be told from those before it. */
  public static TokenBatch random(int count, int length, int vocabulary, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<int[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(random.ints(length + 1L, 0, vocabulary).toArray());
    }
    return of(rows, "%d x %d random tokens".formatted(count, length));
  }

  /**
   * The first sequences of a file of texts, rows or conversations.
   *
   * @param directory of the model, for its tokenizer
   * @throws BadInputException if the file has too few
   */
  public static TokenBatch read(Path data, Path directory, int count, int length, int vocabulary) {
    DataOptions options =
        DataOptions.defaults(length + 1, vocabulary)
            .withTrainOn(TrainOn.ALL)
            .withOverflow(Overflow.SPLIT);
    List<int[]> rows = new ArrayList<>();
    try (Tokenizer tokenizer = Tokenizers.open(directory)) {
      Tokenizers.requireFits(tokenizer, vocabulary);
      ConversationFormat chat = ChatFormat.of(ChatTemplates.ofCheckpoint(directory), tokenizer);
      try (DataSource source =
          DataSource.open(new DataRequest(List.of(data), List.of(), options), tokenizer, chat)) {
        collect(source.train(), count, rows);
      }
    }
    if (rows.size() < count) {
      throw new BadInputException(
          "a batch needs %d sequences of at least %d tokens, but %s has %d; take a longer file or a smaller batch"
              .formatted(count, SHORTEST, data, rows.size()));
    }
    return of(rows, "%d sequences of %s".formatted(count, data.getFileName()));
  }

  private static void collect(ExampleSet examples, int count, List<int[]> rows) {
    for (int i = 0; i < examples.size() && rows.size() < count; i++) {
      int[] ids = examples.get(i).ids();
      if (ids.length >= SHORTEST) {
        rows.add(ids);
      }
    }
  }

  private static TokenBatch of(List<int[]> rows, String origin) {
    List<int[]> read = rows.stream().map(ids -> Arrays.copyOf(ids, ids.length - 1)).toList();
    int[] targets = rows.stream().flatMapToInt(ids -> Arrays.stream(ids, 1, ids.length)).toArray();
    return new TokenBatch(Sequences.of(read), targets, origin);
  }
}
