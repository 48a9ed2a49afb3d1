// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.eidograph.base.BadInputException;
import org.eidograph.base.UsageException;
import org.eidograph.model.tokenizer.Tokenizer;
import org.eidograph.model.tokenizer.Tokenizers;
import org.junit.jupiter.api.Test;

class ProbeTextsTest {
  private static Tokenizer tokenizer(String name) {
    return Tokenizers.open(Path.of("../fixtures").resolve(name));
  }

  /** The widest vocabulary we have makes the fewest tokens; the built-in texts still suffice. */
  @Test
  void builtInTextsAreLongEnoughForAThoroughRunUnderAWideVocabulary() {
    try (Tokenizer gpt2 = tokenizer("gpt2-tokenizer")) {
      ProbeTexts texts = ProbeTexts.builtIn(gpt2, ProbeTexts.BUILT_IN, 128, 0);

      assertThat(texts.ids()).hasSize(16).allSatisfy(ids -> assertThat(ids).hasSize(128));
      assertThat(texts.source()).isEqualTo("built-in passages");
    }
  }

  @Test
  void theSeedChoosesThePassages() {
    try (Tokenizer stories = tokenizer("stories260k")) {
      ProbeTexts first = ProbeTexts.builtIn(stories, 4, 32, 0);

      assertThat(ProbeTexts.builtIn(stories, 4, 32, 0).ids().get(0)).isEqualTo(first.ids().get(0));
      assertThat(ProbeTexts.builtIn(stories, 4, 32, 5).ids().get(0))
          .isNotEqualTo(first.ids().get(0));
    }
  }

  @Test
  void saysWhatIsWrongWithTooFewTextsOrTokens() {
    assertThatThrownBy(() -> ProbeTexts.random(512, 1, 32, 0))
        .isInstanceOf(UsageException.class)
        .hasMessage("a diagnosis compares at least 2 texts, got 1; give --texts 2 or more");
    assertThatThrownBy(() -> ProbeTexts.random(512, 2, 7, 0))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("at least 8 tokens, got 7");
    try (Tokenizer stories = tokenizer("stories260k")) {
      assertThatThrownBy(() -> ProbeTexts.builtIn(stories, 17, 32, 0))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("16 texts are built in");
      assertThatThrownBy(() -> ProbeTexts.builtIn(stories, 4, 100_000, 0))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("--tokens asks for 100000");
    }
  }

  @Test
  void textsThatAreAllAlikeSayNothing() {
    int[] ids = {1, 2, 3, 4, 5, 6, 7, 8};
    assertThatThrownBy(() -> new ProbeTexts(List.of(ids, ids.clone()), "data"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("all 2 are alike");
  }

  @Test
  void probesAndIterationsMustBePositive() {
    assertThatThrownBy(() -> new DiagnoseSettings(0, 10, 0))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("at least 1 probe, got 0");
    assertThatThrownBy(() -> new DiagnoseSettings(8, 1, 0))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("at least 2 iterations, got 1");
  }
}
