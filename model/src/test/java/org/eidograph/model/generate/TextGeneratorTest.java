// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.eidograph.model.generate.Generation.StopReason;
import org.eidograph.model.generate.TextGenerator.GeneratedText;
import org.eidograph.model.tokenizer.Tokenizer;
import org.eidograph.model.tokenizer.Tokenizers;
import org.junit.jupiter.api.Test;

class TextGeneratorTest {
  private static final String STORY = "Once upon a time there was \ud83d\ude00 \u65e5 a dog.";

  /** Says the rest of a known text, then the ending token, whatever it is fed. */
  private static NextLogits reciting(int[] ids, int promptLength, int eos) {
    int[] next = {promptLength};
    return newIds -> {
      float[] logits = new float[512];
      logits[next[0] < ids.length ? ids[next[0]] : eos] = 1;
      next[0]++;
      return logits;
    };
  }

  @Test
  void piecesAreTheTextAndTheTextIsTheRest() {
    try (Tokenizer tokenizer = Tokenizers.open(Path.of("../fixtures/stories260k"))) {
      int[] ids = tokenizer.encode(STORY, true).ids();
      int promptLength = tokenizer.encode("Once upon a time", true).ids().length;
      List<String> pieces = new ArrayList<>();

      GeneratedText generated =
          new TextGenerator(tokenizer, Sampling.greedy(100, Set.of(2)))
              .generate("Once upon a time", false, reciting(ids, promptLength, 2), pieces::add);

      assertThat("Once upon a time" + generated.text()).isEqualTo(STORY);
      assertThat(String.join("", pieces)).isEqualTo(generated.text());
      assertThat(pieces).hasSizeGreaterThan(5).doesNotContain("");
      assertThat(generated.generation().reason()).isEqualTo(StopReason.STOP_ID);
    }
  }

  @Test
  void aTemplatedPromptGetsNoFurtherSpecialTokens() {
    try (Tokenizer tokenizer = Tokenizers.open(Path.of("../fixtures/stories260k"))) {
      TextGenerator generator = new TextGenerator(tokenizer, Sampling.greedy(1, Set.of()));
      int[] plain = tokenizer.encode("Once", false).ids();

      Generation templated =
          generator.generate("Once", true, ids -> new float[] {1, 0}, p -> {}).generation();
      Generation completed =
          generator.generate("Once", false, ids -> new float[] {1, 0}, p -> {}).generation();

      assertThat(templated.promptIds()).isEqualTo(Arrays.stream(plain).boxed().toList());
      assertThat(completed.promptIds()).hasSize(plain.length + 1).startsWith(1);
    }
  }

  @Test
  void anEmptyPromptBecomesTheOpeningToken() {
    try (Tokenizer tokenizer = Tokenizers.open(Path.of("../fixtures/gpt2-tokenizer"))) {
      GeneratedText generated =
          new TextGenerator(tokenizer, Sampling.greedy(1, Set.of()))
              .generate("", false, ids -> new float[] {1, 0}, piece -> {});

      assertThat(generated.generation().promptIds()).containsExactly(50256);
      assertThat(generated.text()).isEqualTo("!");
    }
  }
}
