// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eidograph.base.BadInputException;
import org.eidograph.base.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatTemplatesTest {
  private static final List<Message> HI = List.of(Message.of("user", "Hi"));

  @TempDir Path directory;

  private void config(String json) throws IOException {
    Files.writeString(directory.resolve("tokenizer_config.json"), json);
  }

  private String rendered() {
    return ChatTemplates.ofCheckpoint(directory).render(HI, RenderOptions.PLAIN);
  }

  @Test
  void theJinjaFileComesBeforeTheConfig() throws IOException {
    config("{\"chat_template\": \"config\", \"bos_token\": {\"content\": \"<b>\"}}");
    Files.writeString(directory.resolve("chat_template.jinja"), "{{ bos_token }}file\r\n");

    assertThat(rendered()).isEqualTo("<b>file");
  }

  @Test
  void aListOfTemplatesHasOneForTools() throws IOException {
    config(
        "{\"chat_template\": [{\"name\": \"default\", \"template\": \"plain\"},"
            + " {\"name\": \"tool_use\", \"template\": \"{{ tools[0] }}\"}]}");

    assertThat(rendered()).isEqualTo("plain");
    assertThat(
            ChatTemplates.ofCheckpoint(directory)
                .render(HI, RenderOptions.PLAIN.withTools(List.of("t"))))
        .isEqualTo("t");
  }

  @Test
  void withoutATemplateItIsAlpacaAndSaysSo() {
    ChatTemplate template = ChatTemplates.ofCheckpoint(directory);

    assertThat(template.name()).isEqualTo("alpaca");
    assertThat(template.render(HI, RenderOptions.PLAIN.withGenerationPrompt(true)))
        .isEqualTo("### Instruction:\nHi\n\n### Response:\n");
  }

  @Test
  void extraVariablesReachTheTemplate() throws IOException {
    config("{\"chat_template\": \"{{ date_string }}{{ enable_thinking }}\"}");
    RenderOptions options =
        new RenderOptions(
            List.of(), false, Map.of("date_string", "1 May", "enable_thinking", false));

    assertThat(ChatTemplates.ofCheckpoint(directory).render(HI, options)).isEqualTo("1 MayFalse");
  }

  @Test
  void aRefusalGivesTheTemplatesOwnReason() throws IOException {
    config("{\"chat_template\": \"a\\n{{ raise_exception('roles must alternate') }}\"}");

    assertThatThrownBy(this::rendered)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining("roles must alternate");
  }

  @Test
  void anUnsupportedTagIsNamedWithItsLine() throws IOException {
    config("{\"chat_template\": \"a\\n\\n{% include 'x' %}\"}");

    assertThatThrownBy(this::rendered)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("line 3")
        .hasMessageContaining("{% include %}");
  }

  @Test
  void anUnknownNameListsTheKnownOnes() {
    assertThatThrownBy(() -> ChatTemplates.named("vicuna", Map.of()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("chatml");
  }
}
