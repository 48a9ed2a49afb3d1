// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.eidograph.base.BadInputException;
import org.eidograph.finetune.SampleBook.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleBookTest {
  @TempDir private Path directory;

  @Test
  void aResumedBookKnowsItsBeginningAndForgetsWhatCameAfterTheCheckpoint() {
    SampleBook first = SampleBook.start(directory);
    first.put(new Entry(0, "Once", " upon a\n\"time\" — ünïcode"));
    first.put(new Entry(5, "Once", "five"));
    first.put(new Entry(10, "Once", "ten"));

    SampleBook resumed = SampleBook.resume(directory, 5);
    assertThat(Files.exists(directory.resolve(SampleBook.FILE))).isTrue();
    resumed.put(new Entry(10, "Once", "ten again"));

    assertThat(SampleBook.resume(directory, 99).of("Once"))
        .containsExactly(
            new Entry(0, "Once", " upon a\n\"time\" — ünïcode"),
            new Entry(5, "Once", "five"),
            new Entry(10, "Once", "ten again"));
  }

  @Test
  void aSampleOfTheSameStepAndPromptIsReplaced() {
    SampleBook book = SampleBook.start(directory);
    book.put(new Entry(5, "Once", "first"));
    book.put(new Entry(5, "The", "other prompt"));
    book.put(new Entry(5, "Once", "second"));

    assertThat(book.at(5, "Once")).contains("second");
    assertThat(book.of("Once")).hasSize(1);
  }

  @Test
  void anAbsentFileIsAnEmptyBookAndAForeignLineIsAnError() throws Exception {
    assertThat(SampleBook.resume(directory, 9).of("Once")).isEmpty();
    Files.writeString(directory.resolve(SampleBook.FILE), "{\"step\":1,\"colour\":\"red\"}\n");

    assertThatThrownBy(() -> SampleBook.resume(directory, 9))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll("samples.jsonl line 1", "must be a sample");
  }
}
