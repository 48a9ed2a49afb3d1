// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the machine's language and the editor's line ends must not change. */
@Tag("slow")
class MachineIndependenceTest {
  private static final Locale BEFORE = Locale.getDefault();

  @TempDir private Path place;

  @AfterEach
  void speakAsBefore() {
    Locale.setDefault(BEFORE);
  }

  /** German writes 0,5 for a half; Turkish turns I into a letter without a dot. */
  @ParameterizedTest
  @ValueSource(strings = {"de-DE", "tr-TR"})
  void theLanguageChangesNothing(String language) {
    String[] line = {"--sample-prompt", "Once", "--eval-every", "1", "--init", "A_KAIMING"};
    TrialRun before = new TrialRuns(directory("before")).run(line).succeeded();

    Locale.setDefault(Locale.forLanguageTag(language));
    TrialRun after = new TrialRuns(directory("after")).run(line).succeeded();

    after.sameAdapterAs(before);
    assertThat(after.metric("loss")).isEqualTo(before.metric("loss"));
    assertThat(after.json().get("eval_loss_after")).isEqualTo(before.json().get("eval_loss_after"));
    for (String file : List.of("README.md", "run.yaml", "samples.jsonl")) {
      assertThat(text(after, file)).as(file).isEqualTo(text(before, file));
    }
  }

  @Test
  void windowsLineEndsChangeNothing() {
    TrialRuns runs = new TrialRuns(place);
    for (String name : List.of("rows.jsonl", "rows.csv", "story.txt")) {
      String text =
          switch (name) {
            case "rows.jsonl" ->
                "{\"text\":\"The cat sat.\"}\n{\"text\":\"A dog ran.\"}\n".repeat(4);
            case "rows.csv" -> "text\n" + "The cat sat.\n\"A dog,\nit ran.\"\n".repeat(4);
            default -> "Once upon a time\nthere was a cat.\n\n".repeat(30);
          };
      Path unix = TrialRuns.write(place.resolve("unix-" + name), text);
      Path windows = TrialRuns.write(place.resolve("windows-" + name), text.replace("\n", "\r\n"));

      runs.run("--data", windows.toString()).sameAdapterAs(runs.run("--data", unix.toString()));
    }
    Path yaml = TrialRuns.write(place.resolve("c.yaml"), "alpha: 8\r\nseed: 3\r\n");
    runs.run("--config", yaml.toString()).sameAdapterAs(runs.run("--alpha", "8", "--seed", "3"));
  }

  private Path directory(String name) {
    try {
      return Files.createDirectories(place.resolve(name));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** A file of a run without what differs from run to run by nature: folders. */
  private String text(TrialRun run, String file) {
    return new String(
            TrialRuns.read(run.directory().resolve(file)), java.nio.charset.StandardCharsets.UTF_8)
        .replaceAll("(before|after)/", "");
  }
}
