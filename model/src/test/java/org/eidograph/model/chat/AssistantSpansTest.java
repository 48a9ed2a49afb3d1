// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eidograph.model.chat.jinja.JinjaTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Spans against trl's training templates: each is a template of a checkpoint to which trl added
 * generation blocks, so those say what our search in the unmarked one should find.
 */
class AssistantSpansTest {
  private static final List<Message> LONG =
      List.of(
          Message.of("user", "Hi"),
          Message.of("assistant", "Hello! How?"),
          Message.of("user", "Why?"),
          Message.of("assistant", "So.\nIt is."));

  static Stream<String> pairs() throws IOException {
    Map<String, String> texts = texts();
    return texts.keySet().stream()
        .filter(name -> name.endsWith("_training"))
        .map(name -> name.replace("_training", ""))
        .filter(texts::containsKey);
  }

  private static Map<String, String> texts() throws IOException {
    return ChatTemplatesGoldenTest.templates()
        .filter(golden -> !golden.template().get("template").isNull())
        .collect(
            Collectors.toMap(
                ChatTemplatesGoldenTest.Golden::toString,
                golden -> golden.template().get("template").asString()));
  }

  private static TrainingText spans(String name, List<Message> messages) throws IOException {
    JinjaTemplate template = JinjaTemplate.compile(texts().get(name), name);
    Map<String, String> tokens = Map.of("bos_token", "<s>", "eos_token", "</s>");
    return new ChatTemplate(name, template, null, tokens, Clock.systemUTC())
        .renderSpans(messages, RenderOptions.PLAIN);
  }

  private static List<String> texts(TrainingText training) {
    return training.spans().stream()
        .map(span -> training.text().substring(span.start(), span.end()).strip())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void findsWhatTheMarkedTemplateMarks(String name) throws IOException {
    TrainingText marked = spans(name + "_training", LONG);

    TrainingText found = spans(name, LONG);

    assertThat(found.spans()).hasSize(2);
    assertThat(texts(found).get(1)).endsWith(texts(marked).get(1));
    for (int i = 0; i < 2; i++) {
      assertThat(texts(found).get(i)).contains(String.valueOf(LONG.get(2 * i + 1).content()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"alpaca", "chatml", "gemma", "llama3", "mistral", "qwen"})
  void aFallbackTrainsOnContentAndEndToken(String name) {
    Map<String, String> tokens = Map.of("bos_token", "<s>", "eos_token", "</s>");
    ChatTemplate template = ChatTemplates.named(name, tokens);

    TrainingText training = template.renderSpans(LONG, RenderOptions.PLAIN);

    String end =
        Map.of(
                "llama3",
                "<|eot_id|>",
                "gemma",
                "<end_of_turn>",
                "mistral",
                "</s>",
                "alpaca",
                "</s>")
            .getOrDefault(name, "<|im_end|>");
    assertThat(texts(training)).containsExactly("Hello! How?" + end, "So.\nIt is." + end);
    assertThat(training.spans()).extracting(TrainingText.Span::message).containsExactly(1, 3);
  }

  @Test
  void reasoningThatEarlierTurnsDropIsNotTrainedThere() throws IOException {
    List<Message> messages =
        List.of(
            Message.of("user", "2+2?"),
            Message.of("assistant", "<think>\nadd\n</think>\n\n4"),
            Message.of("user", "3+3?"),
            Message.of("assistant", "<think>\nadd\n</think>\n\n6"));

    TrainingText training = spans("qwen3", messages);

    assertThat(texts(training))
        .containsExactly("4<|im_end|>", "<think>\nadd\n</think>\n\n6<|im_end|>");
  }

  @Test
  void toolCallsAreTrainedWithTheirEndToken() throws IOException {
    Object calls = List.of(Map.of("function", Map.of("name", "now", "arguments", Map.of())));
    Message call = new Message(Map.of("role", "assistant", "content", "", "tool_calls", calls));
    List<Message> messages =
        List.of(Message.of("user", "Time?"), call, Message.of("tool", "12"), LONG.get(1));

    assertThat(texts(spans("qwen2_5", messages)))
        .containsExactly(
            "<tool_call>\n{\"name\": \"now\", \"arguments\": {}}\n</tool_call><|im_end|>",
            "Hello! How?<|im_end|>");
  }
}
