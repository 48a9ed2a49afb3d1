// Licensed under the Apache License, Version 2.0.
package org.eidograph.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eidograph.model.tokenizer.Tokenizer;
import org.eidograph.model.tokenizer.Tokenizers;
import org.eidograph.placement.TaskSamples.Part;
import org.eidograph.train.data.AlpacaFormat;
import org.eidograph.train.data.DataOptions;
import org.eidograph.train.data.DataRequest;
import org.eidograph.train.data.DataSource;
import org.eidograph.train.data.ExampleSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TaskSamplesTest {
  private static Tokenizer tokenizer;
  private static DataSource data;

  @BeforeAll
  static void readInstructions() {
    tokenizer = Tokenizers.open(Path.of("../fixtures/stories260k"));
    data =
        DataSource.open(
            DataRequest.whole(
                List.of(Path.of("../data/instruct.json")), DataOptions.defaults(256, 512)),
            tokenizer,
            new AlpacaFormat("</s>"));
  }

  @AfterAll
  static void close() {
    data.close();
    tokenizer.close();
  }

  @Test
  void drawsDifferentExamplesAndTheSameOnesAgain() {
    List<int[]> samples = TaskSamples.draw(data.train(), 64, Part.WHOLE, 3);

    assertThat(samples).hasSize(64);
    assertThat(texts(samples)).doesNotHaveDuplicates();
    assertThat(texts(TaskSamples.draw(data.train(), 64, Part.WHOLE, 3))).isEqualTo(texts(samples));
    assertThat(texts(TaskSamples.draw(data.train(), 64, Part.WHOLE, 4)))
        .isNotEqualTo(texts(samples));
  }

  @Test
  void aPromptEndsWhereTheAnswerBegins() {
    ExampleSet examples = data.train();

    List<int[]> prompts = TaskSamples.draw(examples, 5, Part.PROMPT, 0);

    for (int[] prompt : prompts) {
      assertThat(tokenizer.decode(prompt, true)).contains("### Response:");
      assertThat(prompt.length).isLessThan(256);
    }
    assertThat(texts(TaskSamples.draw(examples, 5, Part.WHOLE, 0)))
        .allSatisfy(whole -> assertThat(whole).contains("### Response:"))
        .isNotEqualTo(texts(prompts));
  }

  @Test
  void moreThanThereAreGivesAll() {
    int all = data.train().size();

    assertThat(TaskSamples.draw(data.train(), all + 5, Part.WHOLE, 0)).hasSize(all);
  }

  private static List<String> texts(List<int[]> samples) {
    List<String> texts = new ArrayList<>();
    samples.forEach(ids -> texts.add(tokenizer.decode(ids, true)));
    return texts;
  }
}
