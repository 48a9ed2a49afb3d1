// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A resumed run takes the choices that were computed when it began. */
@Tag("slow")
class ResumedAdviceTest {
  @TempDir private Path place;

  @Test
  void computedChoicesAreKeptAndNotComputedAgain() throws Exception {
    Path output = place.resolve("run");
    Terminal whole = finetune(output);
    byte[] adapter = adapter(output);
    Path advice = output.resolve("advice.json");
    String kept = Files.readString(advice);

    Terminal resumed = finetune(output, "--resume");

    assertThat(whole.exitCode()).as(whole.err()).isZero();
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(adapter(output)).isEqualTo(adapter);
    assertThat(Files.readString(advice)).isEqualTo(kept);
    assertThat(kept).contains("targets", "rank", "learning_rate");

    // what is kept is what counts: a new search would not see this change
    Files.writeString(
        advice, kept.replaceFirst("(?<=carried\" : \\{\n {8}\"learning_rate\" : )[^\n]+", "7.0,"));
    Terminal changed = finetune(output, "--resume");
    assertThat(changed.exitCode()).isEqualTo(2);
    assertThat(changed.err()).contains("rates.learning_rate was", "is 7.0");

    Files.writeString(advice, "{\"learning_rate\": 7.0}");
    Terminal spoiled = finetune(output, "--resume");
    assertThat(spoiled.exitCode()).isEqualTo(4);
    assertThat(spoiled.err()).contains("has no key 'computed'", "--overwrite");
  }

  @Test
  void aResumedRunReportsWhatWasTriedWhenItBegan() throws Exception {
    Path output = place.resolve("run");
    Terminal whole = finetune(output);
    String[] shown = {
      "Learning rates tried, 2 steps at rank 2", "Alignment by layer and type", "least aligned"
    };
    assertThat(output.resolve("report.html")).content().contains(shown);
    String card = Files.readString(output.resolve("README.md"));
    Files.delete(output.resolve("report.html"));
    // a rate that diverged has no finite loss, and is kept as well
    Path advice = output.resolve("advice.json");
    String kept = Files.readString(advice);
    Files.writeString(advice, kept.replaceFirst("(?s)(.*\"loss\" : )[^\n]+", "$1\"Infinity\""));

    Terminal resumed = finetune(output, "--resume");

    assertThat(whole.exitCode()).as(whole.err()).isZero();
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(output.resolve("report.html")).content().contains(shown).contains("Infinity");
    assertThat(reasons(Files.readString(output.resolve("README.md")))).isEqualTo(reasons(card));
  }

  /** The lines of a card that say why: targets and rate. */
  private static List<String> reasons(String card) {
    List<String> lines =
        card.lines()
            .filter(line -> line.contains("least aligned") || line.contains("best of"))
            .toList();
    assertThat(lines).hasSize(2);
    return lines;
  }

  private Terminal finetune(Path output, String... more) {
    List<String> line =
        new ArrayList<>(
            List.of("finetune", "--json", "--model", TrialRuns.STORIES.toString(), "--data"));
    line.add(new TrialRuns(place).data().toString());
    line.addAll(List.of("--target", "auto", "--rank", "2", "--learning-rate", "auto"));
    line.addAll(List.of("--search-steps", "2", "--search-trials", "3", "--max-length", "64"));
    line.addAll(List.of("--steps", "3", "--batch-size", "2", "--save-every", "1"));
    line.addAll(List.of("--output-dir", output.toString()));
    line.addAll(List.of(more));
    return Terminal.eido(line.toArray(String[]::new));
  }

  private static byte[] adapter(Path output) throws Exception {
    return Files.readAllBytes(output.resolve("adapter/adapter_model.safetensors"));
  }
}
