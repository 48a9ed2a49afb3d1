// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.base.Json;
import org.eidograph.base.Table;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RendererTest {
  record Outcome(double evalLoss, int tokens) {}

  private static final Renderer<Outcome> RENDERER =
      outcome -> {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("evaluation loss", String.valueOf(outcome.evalLoss()));
        rows.put("tokens", String.valueOf(outcome.tokens()));
        return List.of(new Block.Facts(rows));
      };

  @Test
  void textAndJsonShowTheSameRecord() {
    Outcome outcome = new Outcome(2.5, 310);

    String text = RENDERER.render(outcome, false);
    JsonNode json = Json.parse(RENDERER.render(outcome, true), "json");

    assertThat(text).isEqualTo("evaluation loss  2.5\ntokens           310\n");
    assertThat(json.get("eval_loss").asDouble()).isEqualTo(2.5);
    assertThat(json.get("tokens").asInt()).isEqualTo(310);
    assertThat(json.size()).isEqualTo(2);
  }

  @Test
  void numbersStandRightAndWordsLeft() {
    Table table =
        new Table(
            "Modules",
            List.of("module", "rank"),
            List.of(List.of("q_proj", "8"), List.of("v", "1024")));

    assertThat(TextLayout.of(List.of(new Block.Grid(table), new Block.Text("done"))))
        .isEqualTo(
            """
            Modules
            module  rank
            ------  ----
            q_proj     8
            v       1024

            done
            """);
  }

  @Test
  void emptyTableStillShowsItsHeads() {
    Table table = new Table("", List.of("id", "loss"), List.of());

    assertThat(TextLayout.of(List.of(new Block.Grid(table)))).isEqualTo("id  loss\n--  ----\n");
  }
}
