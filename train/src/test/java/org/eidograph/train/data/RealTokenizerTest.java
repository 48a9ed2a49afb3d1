// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eidograph.base.Json;
import org.eidograph.model.chat.ChatTemplates;
import org.eidograph.model.tokenizer.Tokenizer;
import org.eidograph.model.tokenizer.Tokenizers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Tag("slow") // loads the tokenizers' native library
class RealTokenizerTest {
  private static final Path STORIES = Path.of("../fixtures/stories260k");
  private static final Path GPT2 = Path.of("../fixtures/gpt2-tokenizer");
  private static final Path SHAKESPEARE = Path.of("../data/tinyshakespeare.txt");

  @TempDir Path folder;

  @Test
  void theGoldenTextHasTheGoldenIds() throws IOException {
    JsonNode golden = Json.readObject(STORIES.resolve("golden.json"));
    Path file = Files.writeString(folder.resolve("a.txt"), golden.get("text").asString());

    try (Tokenizer tokenizer = Tokenizers.open(STORIES);
        DataSource data =
            DataSource.open(
                DataRequest.whole(List.of(file), DataOptions.defaults(512, 512)),
                tokenizer,
                new AlpacaFormat("</s>"))) {
      int[] ids = Json.mapper().convertValue(golden.get("ids"), int[].class);
      assertThat(data.train().get(0).ids()).isEqualTo(ids);
      assertThat(data.report().train().trainedTokens()).isEqualTo(ids.length - 1);
    }
  }

  @Test
  void aDocumentInPiecesHasTheTokensOfTheWhole() throws IOException {
    String text = Files.readString(SHAKESPEARE).substring(0, 60_000);
    for (Path model : List.of(STORIES, GPT2)) {
      try (Tokenizer tokenizer = Tokenizers.open(model)) {
        List<Integer> ids = new ArrayList<>();
        DocumentEncoder encoder = new DocumentEncoder(tokenizer, 1000, ids::add);
        for (int from = 0; from < text.length(); from += 7001) {
          String piece = text.substring(from, Math.min(from + 7001, text.length()));
          encoder.accept(piece, new Origin(SHAKESPEARE, 1), 60_000);
        }
        encoder.finish();

        assertThat(ids.stream().mapToInt(i -> i).toArray())
            .isEqualTo(tokenizer.encode(text, false).ids());
      }
    }
  }

  @Test
  void anAnswerWithCharactersOfSeveralBytesIsLearnedWhole() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("a.jsonl"),
            "{\"prompt\":\"Über \uD83D\uDE00: \",\"completion\":\"naïve \uD83D\uDC4D ja\"}\n");
    for (Path model : List.of(STORIES, GPT2)) {
      try (Tokenizer tokenizer = Tokenizers.open(model);
          DataSource data =
              DataSource.open(
                  DataRequest.whole(List.of(file), DataOptions.defaults(512, 60_000)),
                  tokenizer,
                  new AlpacaFormat(""))) {
        String end = tokenizer.decode(new int[] {tokenizer.eosId().getAsInt()}, false);

        String learned =
            data.report().sample().stream()
                .filter(DataReport.Run::trained)
                .map(DataReport.Run::text)
                .collect(Collectors.joining());

        // the space before the answer belongs to its first token
        assertThat(learned.strip()).isEqualTo("naïve \uD83D\uDC4D ja" + end);
      }
    }
  }

  @Test
  void aChatTemplateMarksItsTurnsAndTheirEnds() {
    ConversationFormat format = format("chatml");
    Content.Conversation chat =
        new Content.Conversation(
            List.of(
                Turn.of("user", "Hi"),
                Turn.of("assistant", "No").withTrained(false),
                Turn.of("user", "So?"),
                Turn.of("assistant", "Yes")),
            List.of());

    ConversationFormat.Rendered rendered = format.render(chat);

    List<String> texts =
        rendered.spans().stream()
            .map(span -> span.trained() + " " + rendered.text().substring(span.start(), span.end()))
            .toList();
    assertThat(texts).hasSize(2);
    assertThat(texts.get(0)).startsWith("false No<|im_end|>");
    assertThat(texts.get(1)).startsWith("true Yes<|im_end|>");
    assertThat(rendered.hasSpecialTokens()).isTrue();
  }

  @Test
  void aModelWithoutTemplateTakesTheAlpacaForm() {
    assertThat(format("alpaca")).isInstanceOf(AlpacaFormat.class);
  }

  private static ConversationFormat format(String name) {
    try (Tokenizer tokenizer = Tokenizers.open(STORIES)) {
      return ChatFormat.of(ChatTemplates.named(name, Map.of()), tokenizer);
    }
  }
}
