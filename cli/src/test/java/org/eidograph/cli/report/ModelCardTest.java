// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.eidograph.base.Table;
import org.eidograph.cli.report.Section.Fact;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class ModelCardTest {
  private static final String HASH = "ab".repeat(32);

  @Test
  void theFrontMatterIsYamlThatTheHubReads() {
    String frontMatter = card("C:\\models\\a: \"b\"").markdown().split("---\n")[1];

    Object parsed = new Load(LoadSettings.builder().build()).loadFromString(frontMatter);

    assertThat(parsed)
        .isEqualTo(
            Map.of(
                "base_model", "C:\\models\\a: \"b\"",
                "library_name", "peft",
                "pipeline_tag", "text-generation",
                "tags", List.of("lora", "eidograph")));
  }

  @Test
  void saysDataPlanResultsUseAndHowToReproduce() {
    assertThat(card("org/base").markdown())
        .contains("shakespeare.txt, 900 rows, SHA-256 `" + HASH + "`")
        .contains("- **rank:** 16 — fits the data (Hayou et al. 2024)")
        .contains("| loss | 5.08 | 2.63 |")
        .contains("PeftModel.from_pretrained(base, \"adapter\")")
        .contains("eido finetune --config run.yaml");
  }

  @Test
  void textCannotBecomeMarkup() {
    assertThat(Markdown.text("a|b\n# <i>_x_`")).isEqualTo("a\\|b \\# \\<i\\>\\_x\\_\\`");
  }

  private static ModelCard card(String base) {
    return new ModelCard(
        "Shakespeare adapter",
        "A LoRA adapter.",
        new ModelCard.Base(base, "text-generation"),
        "adapter",
        new ModelCard.Data("shakespeare.txt", 900, HASH),
        List.of(new Fact("rank", "16", "fits the data", "Hayou et al. 2024")),
        new Table(
            "Results",
            List.of("metric", "before", "after"),
            List.of(List.of("loss", "5.08", "2.63"))),
        "eido finetune --config run.yaml");
  }
}
