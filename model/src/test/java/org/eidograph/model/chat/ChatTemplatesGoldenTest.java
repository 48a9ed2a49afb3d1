// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.model.chat.jinja.JinjaTemplate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Whole templates against what transformers gave (interop/chat/make_template_goldens.py). */
class ChatTemplatesGoldenTest {
  private static String resource(String name) throws IOException {
    try (InputStream file = ChatTemplatesGoldenTest.class.getResourceAsStream(name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static Stream<Golden> templates() throws IOException {
    JsonNode cases = Json.parse(resource("chat-cases.json"), "chat-cases.json");
    return resource("chat-templates.jsonl")
        .lines()
        .map(line -> new Golden(cases, Json.parse(line, "chat-templates.jsonl")));
  }

  record Golden(JsonNode shared, JsonNode template) {
    @Override
    public String toString() {
      return template.get("name").asString();
    }

    JinjaTemplate compile() throws IOException {
      JsonNode text = template.get("template");
      String source =
          text.isNull()
              ? resource(toString().replace("eidograph_", "") + ".jinja")
              : text.asString();
      return JinjaTemplate.compile(source, toString());
    }

    Map<String, Object> variables(String name) {
      JsonNode chosen = shared.get("cases").get(name);
      Map<String, Object> variables = new LinkedHashMap<>();
      variables.put("tools", null);
      variables.put("documents", null);
      variables.put("add_generation_prompt", false);
      variables.putAll(JsonValues.map(shared.get("special_tokens")));
      variables.putAll(JsonValues.map(chosen.get("options")));
      variables.put("messages", JsonValues.plain(chosen.get("messages")));
      return variables;
    }
  }

  @ParameterizedTest
  @MethodSource("templates")
  void rendersAsTransformersDoes(Golden golden) throws IOException {
    JinjaTemplate template = golden.compile();
    LocalDateTime now = LocalDateTime.parse(golden.shared().get("now").asString());
    for (Map.Entry<String, JsonNode> expected : golden.template().get("expected").properties()) {
      Map<String, Object> variables = golden.variables(expected.getKey());
      if (expected.getValue().has("error")) {
        assertThatThrownBy(() -> template.render(variables, now))
            .as("%s: %s", expected.getKey(), expected.getValue())
            .isInstanceOf(BadInputException.class)
            .hasMessageContaining(raised(expected.getValue().get("error").asString()));
      } else {
        same(expected.getKey(), expected.getValue(), template.render(variables, now));
      }
    }
  }

  /** What raise_exception was given; nothing for errors of Python's own wording. */
  private static String raised(String error) {
    return error.startsWith("TemplateError: ") ? error.substring("TemplateError: ".length()) : "";
  }

  private static void same(String name, JsonNode expected, JinjaTemplate.Rendered rendered) {
    boolean plain = expected.isString();
    assertThat(rendered.text())
        .as(name)
        .isEqualTo(plain ? expected.asString() : expected.get("text").asString());
    List<String> generations =
        rendered.generations().stream()
            .map(range -> rendered.text().substring(range.start(), range.end()))
            .toList();
    List<?> wanted = plain ? List.of() : (List<?>) JsonValues.plain(expected.get("generations"));
    assertThat(generations).as(name).isEqualTo(wanted);
  }
}
