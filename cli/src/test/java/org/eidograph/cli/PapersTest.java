// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.eidograph.base.Json;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The commands about papers, as a user gives them. */
class PapersTest {
  @TempDir private Path place;

  @Test
  @Proves("papers list --json")
  void listIsTheOneReadmeShows() throws Exception {
    Terminal text = Terminal.eido("papers", "list");

    Snippet.check("papers-list", text.out());
    JsonNode papers = Json.parse(Terminal.eido("papers", "list", "--json").out(), "list");
    assertThat(papers.size()).isEqualTo(26);
    assertThat(text.out().lines().count()).isEqualTo(26 + 2);
    assertThat(papers.get(12).get("arxiv").asString()).isEqualTo("2402.12354");
  }

  @Test
  @Proves("papers show --json")
  void showNamesClaimsAndTolerancesBeforeAnyRun() {
    Terminal text = Terminal.eido("papers", "show", "lora-plus");
    JsonNode shown = Json.parse(Terminal.eido("papers", "show", "lora-plus", "--json").out(), "");

    assertThat(text.exitCode()).isZero();
    assertThat(text.out()).contains("L1-ratio", "Nikhil Ghosh", "holds ≥ 3", "seeds: 16");
    JsonNode claim = shown.get("experiments").get(1).get("claims").get(0);
    assertThat(claim.get("id").asString()).isEqualTo("L1-ratio");
    assertThat(claim.get("tolerance").get("least").asDouble()).isEqualTo(3);
  }

  @Test
  void showOfAPlannedPaperHasNoExperiments() {
    JsonNode shown = Json.parse(Terminal.eido("papers", "show", "zeta", "--json").out(), "");

    assertThat(shown.get("paper").get("state").asString()).isEqualTo("PLANNED");
    assertThat(shown.get("experiments").size()).isZero();
  }

  @Test
  void unknownPaperIsAUsageErrorThatNamesTheNearest() {
    Terminal terminal = Terminal.eido("papers", "show", "lora-pluss");

    assertThat(terminal.exitCode()).isEqualTo(2);
    assertThat(terminal.err()).contains("did you mean 'lora-plus'?");
  }

  @Test
  @Proves("papers run --all")
  void runWantsPapersThatCanBeRun() {
    Terminal nothing = Terminal.eido("papers", "run");
    Terminal both = Terminal.eido("papers", "run", "plop", "--all");
    Terminal planned = Terminal.eido("papers", "run", "zeta");
    Terminal workers = Terminal.eido("papers", "run", "plop", "--workers", "-1");

    assertThat(nothing.exitCode()).isEqualTo(2);
    assertThat(both.exitCode()).isEqualTo(2);
    assertThat(planned.exitCode()).isEqualTo(2);
    assertThat(planned.err()).contains("zeta is planned", "lora-plus, lora-init, mu-a, plop");
    assertThat(workers.exitCode()).isEqualTo(2);
    assertThat(workers.err()).contains("--workers must be at least 0, got -1");
  }

  /** Nothing is measured when the place is not free. */
  @Test
  @Proves("papers run --output-dir --overwrite --config --set")
  void runTakesItsPlaceFromFlagsOrFile() throws Exception {
    Path taken = Files.createDirectories(place.resolve("taken"));
    Files.writeString(taken.resolve("notes.txt"), "mine");
    Path file = Files.writeString(place.resolve("run.yaml"), "output_dir: " + taken + "\n");

    Terminal flag = Terminal.eido("papers", "run", "lora-init", "--output-dir", "" + taken);
    Terminal yaml = Terminal.eido("papers", "run", "lora-init", "--config", "" + file);
    Terminal set = Terminal.eido("papers", "run", "lora-init", "--set", "output_dir=" + taken);
    Terminal overwrite =
        Terminal.eido("papers", "run", "lora-init", "--config", "" + file, "--overwrite");

    for (Terminal refused : List.of(flag, yaml, set)) {
      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(refused.err()).contains("must be new or empty");
    }
    assertThat(overwrite.exitCode()).isEqualTo(2);
    assertThat(overwrite.err()).contains("replaces only an earlier run");
    assertThat(taken.resolve("notes.txt")).hasContent("mine");
  }

  @Test
  void groupAloneNamesItsCommands() {
    Terminal terminal = Terminal.eido("papers");

    assertThat(terminal.exitCode()).isEqualTo(2);
    assertThat(terminal.err()).contains("list, show or run");
  }

  @Test
  void completionKnowsTheIds() {
    assertThat(Terminal.eido("completion").out()).contains("papers", "\"mu-a\"");
  }

  /** The threads share the work without changing the numbers; other seeds do change them. */
  @Test
  @Tag("slow")
  @Proves("papers run --fast --seed --workers --output-dir --json")
  void seedChangesTheNumbersAndWorkersDoNot() {
    JsonNode usual = claims("usual", "--workers", "1");
    JsonNode sameSeed = claims("same", "--seed", "100", "--workers", "2");
    JsonNode otherSeed = claims("other", "--seed", "7", "--workers", "2");

    for (int i = 0; i < usual.size(); i++) {
      assertThat(sameSeed.get(i).get("measured")).isEqualTo(usual.get(i).get("measured"));
      assertThat(otherSeed.get(i).get("measured")).isNotEqualTo(usual.get(i).get("measured"));
    }
    assertThat(otherSeed.get(0).get("seed").asInt()).isEqualTo(7);
  }

  private JsonNode claims(String name, String... options) {
    Path directory = place.resolve(name);
    String[] arguments =
        Stream.concat(
                Stream.of(
                    "papers",
                    "run",
                    "lora-init",
                    "--fast",
                    "--json",
                    "--output-dir",
                    directory.toString()),
                Arrays.stream(options))
            .toArray(String[]::new);
    Terminal terminal = Terminal.eido(arguments);
    JsonNode summary = Json.parse(terminal.out(), name);
    assertThat(terminal.exitCode()).isEqualTo(summary.get("failed").asInt() == 0 ? 0 : 3);
    assertThat(directory.resolve("report.html")).isRegularFile();
    return summary.get("papers").get(0).get("claims");
  }
}
