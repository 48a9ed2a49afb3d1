// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import tools.jackson.databind.JsonNode;

/** {@code eido plan} on the stories checkpoint and instructions. */
class PlanCommandTest {
  @TempDir private Path place;

  private Terminal plan(String... more) {
    List<String> line =
        new ArrayList<>(
            List.of("plan", "--model", "../fixtures/stories260k", "--max-length", "64"));
    line.addAll(List.of("--data", new TrialRuns(place).data().toString()));
    line.addAll(List.of(more));
    return Terminal.eido(line.toArray(String[]::new));
  }

  @Test
  void everyOptionIsOneOfFinetuneOrProvenHere() {
    Set<String> own = options("plan");
    own.removeAll(options("finetune"));

    assertThat(own).containsExactly("--format", "--search");
  }

  private static Set<String> options(String command) {
    Set<String> names = new TreeSet<>();
    for (OptionSpec option :
        new CommandLine(new Eido()).getSubcommands().get(command).getCommandSpec().options()) {
      names.add(option.longestName());
    }
    return names;
  }

  @Test
  @Tag("slow")
  void answersWithReasonAndSourceForEachComputedChoice() {
    JsonNode plan = plan("--json").json();

    assertThat(plan.get("targets")).hasSize(3);
    assertThat(plan.get("rank").asInt()).isEqualTo(16);
    assertThat(plan.get("init").asString()).isEqualTo("a_kaiming");
    assertThat(plan.get("alpha").asDouble()).isEqualTo(32);
    assertThat(plan.get("tuned").asBoolean()).isFalse();
    assertThat(plan.at("/learning_rates/A").asDouble())
        .isEqualTo(plan.at("/learning_rates/B").asDouble())
        .isPositive();
    assertThat(plan.get("parameters").asLong()).isPositive();
    assertThat(plan.get("memory_bytes").asLong()).isPositive();
    assertThat(plan.get("seconds").asDouble()).isPositive();
    assertThat(plan.at("/reasons/0/citation").asString()).contains("2506.20629");
    assertThat(plan.get("reasons").toString()).contains("untuned").contains("2602.06204");
  }

  @Test
  @Tag("slow")
  void planIsWhatFinetuneThenDoes() {
    String[] same = {"--target", "q_proj,v_proj", "--rank", "3", "--steps", "2"};
    JsonNode plan = plan(join(same, "--json")).json();
    JsonNode run = new TrialRuns(place).run(same).succeeded().json();

    assertThat(plan.get("parameters")).isEqualTo(run.get("trainable_parameters"));
    assertThat(plan.get("scores").isNull()).isTrue();
  }

  private static String[] join(String[] first, String... more) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  @Tag("slow")
  void searchTunesAndReportShowsScoresAndTrials() throws Exception {
    Path output = place.resolve("plan");
    JsonNode plan =
        plan(
                "--search",
                "--search-steps",
                "2",
                "--search-trials",
                "3",
                "--batch-size",
                "2",
                "--output-dir",
                output.toString(),
                "--json")
            .json();
    String page = Files.readString(output.resolve("report.html"));

    assertThat(plan.get("tuned").asBoolean()).isTrue();
    assertThat(plan.get("trials")).hasSize(3);
    assertThat(plan("--search", "--learning-rate", "1e-3").exitCode()).isEqualTo(2);
    assertThat(page).contains("Alignment by layer and type").contains("Learning rates tried");
    assertThat(TrialRuns.parse(output.resolve("plan.json")).get("targets"))
        .isEqualTo(plan.get("targets"));
    assertThat(plan("--output-dir", output.toString()).exitCode()).isEqualTo(2);
    assertThat(plan("--output-dir", output.toString(), "--overwrite").exitCode()).isZero();
  }

  @Test
  @Tag("slow")
  void formatPrintsWhatTheProgramTakesAndNamesWhatItCannotFollow() {
    String[] same = {"--target", "q_proj,v_proj", "--rank", "3", "--rank-pattern", "q_proj=2"};
    String peft = plan(join(same, "--format", "peft")).out();
    String trl = plan(join(same, "--format", "trl", "--lora-plus-ratio", "4")).out();
    String axolotl = plan(join(same, "--format", "axolotl", "--rslora")).out();
    String factory = plan(join(same, "--format", "llamafactory", "--schedule", "wsd")).out();

    assertThat(peft)
        .contains("    r=3,\n", "    lora_alpha=32,\n", "target_modules=[\"q_proj\",\"v_proj\"]")
        .contains("rank_pattern={\"q_proj\":2}")
        .doesNotContain("use_dora", "not followed");
    assertThat(trl).contains("lr_scheduler_type=\"cosine_with_min_lr\"", "warmup_steps=10");
    assertThat(trl).contains("# not followed: LoRA+ with the ratio 4.0");
    assertThat(axolotl).contains("lora_r: 3\n", "peft_use_rslora: true\n");
    assertThat(axolotl).contains("cosine_min_lr_ratio: 0.1\n", "# not followed: rank_pattern\n");
    assertThat(factory).contains("lora_target: \"q_proj,v_proj\"\n", "the schedule wsd");
    assertThat(plan("--format", "peft", "--json").exitCode()).isEqualTo(2);
  }
}
