// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class RowTokenizerTest {
  private static final DataOptions OPTIONS =
      DataOptions.defaults(64, WordTokenizer.VOCABULARY).withThreads(1);
  private static final String CHAT =
      "{'messages':[{'role':'user','content':'hi you'},{'role':'assistant','content':'one two'},"
          + "{'role':'user','content':'more'},{'role':'assistant','content':'three'}]}";

  private final WordTokenizer tokenizer = new WordTokenizer();

  @Test
  void onlyTheCompletionAndOneEndTokenAreLearned() {
    Tokenized row = tokenize("{'prompt':'say it','completion':' now please'}", OPTIONS);

    assertThat(marked(row)).isEqualTo("<s>say it[ now please</s>]");
  }

  @Test
  void aTokenAcrossTheBorderIsLearned() {
    Tokenized row = tokenize("{'prompt':'say it ','completion':'now'}", OPTIONS);

    assertThat(marked(row)).isEqualTo("<s>say it[ now</s>]");
  }

  @Test
  void anEndTokenThatIsThereIsLearnedAndNotRepeated() {
    Tokenized row = tokenize("{'prompt':'say','completion':' now</s>'}", OPTIONS);

    assertThat(marked(row)).isEqualTo("<s>say[ now</s>]");
  }

  @Test
  void aTextIsLearnedWhole() {
    assertThat(marked(tokenize("{'text':'to be'}", OPTIONS))).isEqualTo("<s>[to be</s>]");
  }

  @Test
  void everyAnswerOfAConversationIsLearnedWithItsEnd() {
    String text = marked(tokenize(CHAT, OPTIONS));

    assertThat(text)
        .endsWith(
            "### Instruction:\nhi you\n\n### Response:\n[one two</s>]\n\n### Instruction:\nmore\n\n"
                + "### Response:\n[three</s>]")
        .startsWith("<s>Below is");
  }

  @Test
  void onlyTheLastAnswerIsLearnedWhenAsked() {
    String text = marked(tokenize(CHAT, OPTIONS.withTrainOn(TrainOn.LAST)));

    assertThat(text).contains("one two</s>\n\n").endsWith("Response:\n[three</s>]");
    assertThat(text).containsOnlyOnce("[");
  }

  @Test
  void everythingIsLearnedWhenAsked() {
    Tokenized row =
        tokenize("{'prompt':'say','completion':' now'}", OPTIONS.withTrainOn(TrainOn.ALL));

    assertThat(marked(row)).isEqualTo("<s>[say now</s>]");
  }

  @Test
  void anAlpacaRowHasAPlaceForItsInput() {
    Tokenized row = tokenize("{'instruction':'add','input':'1 2','output':'3'}", OPTIONS);

    assertThat(marked(row))
        .endsWith("### Instruction:\nadd\n\n### Input:\n1 2\n\n### Response:\n[3</s>]");
  }

  @Test
  void aLongRowIsCutAsAsked() {
    String json = "{'text':'a b c d e'}"; // <s> a b c d e </s> = 7 tokens
    DataOptions four = DataOptions.defaults(4, WordTokenizer.VOCABULARY).withThreads(1);

    assertThat(marked(tokenize(json, four))).isEqualTo("<s>[a b c]");
    assertThat(marked(tokenize(json, four.withOverflow(Overflow.LEFT)))).isEqualTo("<s>[ d e</s>]");
    assertThat(tokenize(json, four.withOverflow(Overflow.DROP)).fate())
        .isEqualTo(Tokenized.Fate.DROPPED);
    assertThat(tokenize(json, four.withOverflow(Overflow.SPLIT)).examples())
        .extracting(Example::length)
        .containsExactly(4, 3);
  }

  @Test
  void aRowWhoseAnswerIsCutOffHasNothingToLearn() {
    DataOptions three = DataOptions.defaults(3, WordTokenizer.VOCABULARY).withThreads(1);

    Tokenized row = tokenize("{'prompt':'a b c d','completion':' e'}", three);

    assertThat(row.fate()).isEqualTo(Tokenized.Fate.MASKED);
    assertThat(row.length()).isEqualTo(7);
  }

  @Test
  void anIdOutsideTheVocabularyNamesIdVocabularyAndRow() {
    int id = tokenizer.id("word").getAsInt();

    assertThatThrownBy(() -> tokenize("{'text':'word'}", DataOptions.defaults(8, id)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("the id " + id)
        .hasMessageContaining("vocabulary of " + id)
        .hasMessageContaining("rows.jsonl:5");
  }

  @Test
  void aTurnTheFormCannotWriteNamesTheRow() {
    assertThatThrownBy(
            () ->
                tokenize(
                    "{'messages':[{'role':'user','content':'q'},{'role':'tool','content':'x'}]}",
                    OPTIONS))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("rows.jsonl:5")
        .hasMessageContaining("'tool' turn");
  }

  @Test
  void aTemplateThatClosesItsTurnsGetsNoFurtherEnd() {
    ConversationFormat closing =
        new ConversationFormat() {
          @Override
          public String name() {
            return "closing";
          }

          @Override
          public Rendered render(Content.Conversation conversation) {
            return new Rendered("<s>q a</s>\n", List.of(new Span(4, 10, true)), true);
          }
        };

    Tokenized row =
        new RowTokenizer(tokenizer, closing, OPTIONS).tokenize(RowShape.MESSAGES, row(CHAT));

    assertThat(marked(row)).isEqualTo("<s>q[ a</s>]\n");
  }

  private Tokenized tokenize(String json, DataOptions options) {
    Row row = row(json);
    return new RowTokenizer(tokenizer, new AlpacaFormat("</s>"), options)
        .tokenize(RowShape.ofFirst(row), row);
  }

  private static Row row(String json) {
    ObjectNode fields = (ObjectNode) Json.parse(json.replace('\'', '"'), "test");
    return new Row(fields, new Origin(Path.of("rows.jsonl"), 5));
  }

  private String marked(Tokenized row) {
    StringBuilder text = new StringBuilder();
    for (DataReport.Run run : MarkedSample.of(row.examples().get(0), tokenizer)) {
      text.append(run.trained() ? "[" + run.text() + "]" : run.text());
    }
    return text.toString();
  }
}
