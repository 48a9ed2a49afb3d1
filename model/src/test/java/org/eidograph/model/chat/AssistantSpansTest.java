// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  /** Templates that read content as a list of parts only. */
  private static final Set<String> MULTIMODAL = Set.of("idefics3", "smolvlm", "llava_next");

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
    List<Message> messages = MULTIMODAL.contains(name) ? asParts(LONG) : LONG;
    TrainingText marked = spans(name + "_training", messages);

    TrainingText found = spans(name, messages);

    assertThat(found.spans()).hasSize(2);
    for (int i = 0; i < 2; i++) {
      String wanted = texts(marked).get(i);
      // Where a marked turn begins with its header, that stands in the generation prompt for us.
      assertThat(texts(found).get(i)).isNotEmpty().satisfies(text -> agrees(text, wanted, name));
      assertThat(texts(found).get(i)).contains(String.valueOf(LONG.get(2 * i + 1).content()));
    }
  }

  private static void agrees(String found, String marked, String name) {
    if (name.equals("glm4moe")) { // has no end token: the next header is marked instead
      assertThat(marked.replaceFirst("<.user.>$", "")).endsWith(found);
    } else {
      assertThat(marked.endsWith(found) || found.endsWith(marked))
          .as(found + "\n" + marked)
          .isTrue();
    }
  }

  private static List<Message> asParts(List<Message> messages) {
    return messages.stream()
        .map(
            message ->
                message.withContent(
                    List.of(Map.of("type", "text", "text", String.valueOf(message.content())))))
        .toList();
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
  void anEndTokenIsFoundEvenIfTheConversationIsClosedOnceMore() throws IOException {
    assertThat(texts(spans("phi3", LONG)).get(0)).isEqualTo("Hello! How?<|end|>");
    assertThat(texts(spans("gptoss", LONG)).get(0)).endsWith("Hello! How?<|end|>");
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
