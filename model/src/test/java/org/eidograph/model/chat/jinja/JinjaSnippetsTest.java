// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.model.chat.JsonValues;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Snippets against what Jinja2 itself gave (interop/chat/make_jinja_goldens.py). */
class JinjaSnippetsTest {
  private static final LocalDateTime NOW = LocalDateTime.of(2025, 3, 9, 14, 5, 6);

  private static JsonNode golden() throws IOException {
    try (InputStream file =
        JinjaSnippetsTest.class.getResourceAsStream("/org/eidograph/model/chat/jinja-snippets.json")) {
      return Json.mapper().readTree(file);
    }
  }

  static Stream<JsonNode> snippets() throws IOException {
    return StreamSupport.stream(golden().get("snippets").spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void rendersAsJinjaDoes(JsonNode snippet) throws IOException {
    String template = snippet.get("template").asString();
    Map<String, Object> variables = JsonValues.map(golden().get("variables"));
    if (snippet.has("text")) {
      String text = JinjaTemplate.compile(template, "snippet").render(variables, NOW).text();
      assertThat(text).isEqualTo(snippet.get("text").asString());
    } else {
      assertThatThrownBy(() -> JinjaTemplate.compile(template, "snippet").render(variables, NOW))
          .as(snippet.get("error").asString())
          .isInstanceOf(BadInputException.class)
          .hasMessageStartingWith("snippet, line ");
    }
  }
}
