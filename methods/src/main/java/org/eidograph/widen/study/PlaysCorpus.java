// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen.study;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.eidograph.base.AtomicFiles;
import org.eidograph.model.tokenizer.bpe.BytePairTrainer;
import org.eidograph.model.tokenizer.bpe.BytePairs;
import org.eidograph.model.tokenizer.bpe.TokenizerFiles;
import org.eidograph.model.tokenizer.bpe.WordCounts;
import org.eidograph.study.TinyShakespeare;

/**
 * The first part of Tiny Shakespeare, cut into texts to train on and texts to judge by, and a
 * vocabulary learned from the former.
 *
 * @param train file
 * @param held file
 * @param tokenizer directory of {@code tokenizer.json}
 */
record PlaysCorpus(Path train, Path held, Path tokenizer) {
  /** Tokens of the vocabulary. */
  static final int VOCABULARY = 384;

  private static final int TRAIN_CHARACTERS = 300_000;
  private static final int HELD_CHARACTERS = 30_000;
  private static final String END = "<|endoftext|>";

  static PlaysCorpus write(StudyDirectory place, int positions) {
    String text = read();
    String train = text.substring(0, TRAIN_CHARACTERS);
    String held = text.substring(TRAIN_CHARACTERS, TRAIN_CHARACTERS + HELD_CHARACTERS);
    Path directory = place.create("corpus");
    PlaysCorpus corpus =
        new PlaysCorpus(directory.resolve("train.txt"), directory.resolve("held.txt"), directory);
    AtomicFiles.writeString(corpus.train, train);
    AtomicFiles.writeString(corpus.held, held);
    WordCounts words = new WordCounts();
    words.add(train);
    BytePairs pairs = BytePairTrainer.train(words, VOCABULARY, 2, List.of(END));
    TokenizerFiles.write(pairs, END, positions, directory);
    return corpus;
  }

  private static String read() {
    try (InputStream in = TinyShakespeare.open()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
