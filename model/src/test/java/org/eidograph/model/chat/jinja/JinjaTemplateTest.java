// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JinjaTemplateTest {
  private static final LocalDateTime NOW = LocalDateTime.of(2025, 3, 9, 14, 5, 6);
  private static final Map<String, Object> VARIABLES =
      Map.of(
          "messages",
          List.of(Map.of("role", "user", "content", "Hi")),
          "bos_token",
          "<s>",
          "add_generation_prompt",
          true);

  private static String render(String template) {
    return JinjaTemplate.compile(template, "t").render(VARIABLES, NOW).text();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% set ns = namespace(x=1) %}{% set ns.x = ns %}{{ ns }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{{ 'a' * 9999999999 }}",
        "{{ [1] * 9999999999 }}",
        "{{ 9223372036854775807 + 1 }}",
        "{{ 'a'.center(99999999999) }}",
        "{{ 2 ** 99999999 }}"
      })
  void runawayTemplatesAreStopped(String template) {
    assertStopped(template);
  }

  /** These spend the whole budget of steps or characters before they are stopped. */
  @ParameterizedTest
  @Tag("slow")
  @ValueSource(
      strings = {
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% set ns = namespace(x='ab') %}{% for a in range(99) %}{% set ns.x = ns.x ~ ns.x %}{%"
            + " endfor %}",
        "{% set ns = namespace(x=[1]) %}{% for a in range(99) %}{% set ns.x = ns.x + ns.x %}{%"
            + " endfor %}",
        "{% set ns = namespace(x=[1]) %}{% for a in range(99) %}{% set ns.x = [ns.x, ns.x] %}{%"
            + " endfor %}{{ ns.x }}"
      })
  void templatesThatWorkTooLongAreStopped(String template) {
    assertStopped(template);
  }

  private static void assertStopped(String template) {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> assertThatThrownBy(() -> render(template)).isInstanceOf(BadInputException.class));
  }

  @Test
  void deepNestingIsRefused() {
    assertThatThrownBy(() -> render("{{ " + "(".repeat(5000)))
        .isInstanceOf(BadInputException.class);
    assertThatThrownBy(() -> render("{% if 1 %}".repeat(5000)))
        .isInstanceOf(BadInputException.class);
    assertThatThrownBy(() -> render("{{ 1" + " + 1".repeat(200_000) + " }}"))
        .isInstanceOf(BadInputException.class);
  }

  @Test
  void datesFollowTheCLocale() {
    assertThat(render("{{ strftime_now('%d %B %Y, %A %-d %H:%M:%S %p %%') }}"))
        .isEqualTo("09 March 2025, Sunday 9 14:05:06 PM %");
  }

  @Test
  void generationRangesPointIntoTheText() {
    JinjaTemplate.Rendered rendered =
        JinjaTemplate.compile("a{% generation %}🌍b{% endgeneration %}c", "t")
            .render(VARIABLES, NOW);

    assertThat(rendered.text()).isEqualTo("a🌍bc");
    assertThat(rendered.generations()).containsExactly(new TextRange(1, 4));
  }

  @Test
  @Tag("slow")
  void mutatedTemplatesFailCleanlyOrRender() throws IOException {
    long seed = Long.getLong("eidograph.seed", 20251124L);
    List<String> templates = templates();
    Random random = new Random(seed);
    for (int i = 0; i < 5000; i++) {
      String mutated = mutate(templates.get(random.nextInt(templates.size())), random);
      try {
        render(mutated);
      } catch (BadInputException expected) {
        assertThat(expected).hasMessageStartingWith("t, line ");
      } catch (RuntimeException | Error e) {
        throw new AssertionError("-Deidograph.seed=" + seed + ", case " + i + ":\n" + mutated, e);
      }
    }
  }

  private static List<String> templates() throws IOException {
    try (InputStream file =
        JinjaTemplateTest.class.getResourceAsStream(
            "/org/eidograph/model/chat/chat-templates.jsonl")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> Json.parse(line, "golden").get("template"))
          .filter(template -> template.isString() && template.asString().length() < 6000)
          .map(template -> template.asString())
          .toList();
    }
  }

  /** One to four cuts, repeats or foreign pieces. */
  private static String mutate(String template, Random random) {
    StringBuilder mutated = new StringBuilder(template);
    String pieces = "{{ }} {% %} | ( ) [ ] : - ~ 'x' is not if for set . , 0 -1 % * ";
    for (int n = random.nextInt(4); n >= 0; n--) {
      int at = random.nextInt(mutated.length());
      int end = Math.min(mutated.length(), at + random.nextInt(12));
      int from = random.nextInt(pieces.length() - 4);
      switch (random.nextInt(3)) {
        case 0 -> mutated.delete(at, end);
        case 1 -> mutated.insert(at, mutated.substring(at, end));
        default -> mutated.insert(at, pieces, from, from + 4);
      }
    }
    return mutated.toString();
  }
}
