// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.eidograph.base.Table;
import org.eidograph.cli.report.Section.Fact;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class ModelCardTest {
  private static final String HASH = "ab".repeat(32);
  private static final ModelCard.Data DATA =
      new ModelCard.Data(List.of(new ModelCard.File("shakespeare.txt", HASH)), "900 rows");

  @Test
  void theFrontMatterIsYamlThatTheHubReads() {
    assertThat(frontMatter(card("C:\\models\\a: \"b\"").markdown()))
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
        .contains("- shakespeare.txt, SHA-256 `" + HASH + "`\n\n900 rows.")
        .contains("- **rank:** 16 — fits the data (Hayou et al. 2024)")
        .contains("| loss | 5.08 | 2.63 |")
        .contains("PeftModel.from_pretrained(base, \"adapter\")")
        .contains("eido finetune --config run.yaml");
  }

  @Test
  void aWholeModelIsLoadedByItselfAndNamesItsBaseOnlyIfItHasOne() {
    String fresh = whole(null);
    assertThat(frontMatter(fresh))
        .isEqualTo(
            Map.of(
                "library_name", "transformers",
                "pipeline_tag", "text-generation",
                "tags", List.of("eidograph")));
    assertThat(fresh)
        .contains("AutoModelForCausalLM.from_pretrained", "## Licence")
        .doesNotContain("peft");
    assertThat(frontMatter(whole("a: \"b\""))).containsEntry("base_model", "a: \"b\"");
  }

  private static String whole(@Nullable String base) {
    return new ModelCard(
            "m",
            "A model.",
            new ModelCard.Whole(base),
            DATA,
            List.of(),
            new Table("Results", List.of("loss"), List.of(List.of("2.63"))),
            "eido pretrain --config run.yaml")
        .markdown();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> frontMatter(String card) {
    return (Map<String, Object>)
        new Load(LoadSettings.builder().build()).loadFromString(card.split("---\n")[1]);
  }

  @Test
  void textCannotBecomeMarkup() {
    assertThat(Markdown.text("a|b\n# <i>_x_`")).isEqualTo("a\\|b \\# \\<i\\>\\_x\\_\\`");
  }

  private static ModelCard card(String base) {
    return new ModelCard(
        "Shakespeare adapter",
        "A LoRA adapter.",
        new ModelCard.Adapter(base, "text-generation", "adapter"),
        DATA,
        List.of(new Fact("rank", "16", "fits the data", "Hayou et al. 2024")),
        new Table(
            "Results",
            List.of("metric", "before", "after"),
            List.of(List.of("loss", "5.08", "2.63"))),
        "eido finetune --config run.yaml");
  }
}
