// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code eido transfer report} on the results of other programs. */
class TransferReportCommandTest {
  private static final String EXAMPLE = "../docs/examples/sweep.csv";

  @TempDir private Path place;

  /** Losses of PyTorch networks: the optima that the sweep's own test finds, and a prediction. */
  @Test
  @Proves({
    "transfer sweep --target-width",
    "transfer report --regret-limit --target-width --output --json"
  })
  void reportJudgesTheResultsOfAnotherProgram() throws Exception {
    Terminal text = Terminal.eido("transfer", "report", EXAMPLE, "--regret-limit", "0.5");
    Path page = place.resolve("page.html");
    Terminal json =
        Terminal.eido(
            "transfer",
            "report",
            EXAMPLE,
            "--target-width",
            "4096",
            "--json",
            "--output",
            page.toString());
    JsonNode maximal = json.json().get("arms").get(0);
    JsonNode standard = json.json().get("arms").get(1);

    Snippet.check("transfer-report", text.out());
    assertThat(standard.get("drift").asDouble()).isLessThan(-0.8);
    assertThat(Math.abs(maximal.get("drift").asDouble())).isLessThan(0.3);
    assertThat(standard.get("prediction").get("drifting").asBoolean()).isTrue();
    assertThat(maximal.get("prediction").get("log2_rate").asDouble()).isCloseTo(-7, within(1.5));
    assertThat(page).content().contains("Best learning rate against the width");
    // 0.02 nats is the limit of language models
    assertThat(maximal.get("transfers").asBoolean()).isFalse();
  }

  @Test
  void examplesOfTheReportsHelpRun() {
    List<String> examples =
        Terminal.eido("transfer", "report", "--help")
            .out()
            .lines()
            .filter(line -> line.startsWith("  eido "))
            .toList();

    assertThat(examples).hasSize(2);
    for (String example : examples) {
      String[] words = example.replace("  eido ", "").replace("docs/", "../docs/").split(" ", -1);
      assertThat(Terminal.eido(words).exitCode()).as(example).isZero();
    }
  }

  @Test
  @Proves("transfer report --config --set")
  void reportRefusesWhatIsNoSweep() throws Exception {
    Path file = Files.writeString(place.resolve("short.csv"), "width,loss\n64,1\n");
    Terminal columns = Terminal.eido("transfer", "report", file.toString());
    Terminal none = Terminal.eido("transfer", "report", place + "/none.csv");
    Path yaml = Files.writeString(place.resolve("report.yaml"), "regret_limit: 0.5\n");

    assertThat(columns.exitCode()).isEqualTo(4);
    assertThat(columns.err()).contains("must have the columns width, lr (or log2_lr)");
    assertThat(none.exitCode()).isEqualTo(4);
    assertThat(Terminal.eido("transfer", "report", EXAMPLE, "--config", yaml.toString()).out())
        .isEqualTo(Terminal.eido("transfer", "report", EXAMPLE, "--set", "regret_limit=0.5").out());
  }
}
