// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The longer runs that README shows. What depends on the machine is cut: seconds and speeds wholly,
 * losses to their first decimal, since float32 sums differ from one processor to the next.
 */
@Tag("slow")
class ReadmeRunsTest {
  private static final String STORIES = "../fixtures/stories260k";

  @TempDir private Path place;

  @Test
  void finetuneThenInspectThenMerge() throws Exception {
    Path output = place.resolve("out");
    Path adapter = output.resolve("adapter");
    String line = "finetune --model %s --data ../data/instruct.json --steps 40 --output-dir %s";
    Terminal plan = eido(line + " --dry-run", STORIES, output);
    Terminal finetune = eido(line, STORIES, output);
    Terminal inspect = eido("adapter inspect %s --model %s", adapter, STORIES);
    Terminal merge =
        eido(
            "merge --model %s --adapter %s --output-dir %s",
            STORIES, adapter, place.resolve("merged"));

    assertThat(finetune.exitCode()).as(finetune.err()).isZero();
    Snippet.check("plan", decisions(plan.out()));
    Snippet.check("finetune", shown(finetune.out()));
    Snippet.check("inspect", firstModules(shown(inspect.out())));
    Snippet.check("merge", shown(merge.out()));
  }

  @Test
  void everyWeightIsTrained() throws Exception {
    String line =
        "finetune --full --model %s --data ../data/instruct.json --steps 40 --output-dir %s";
    Terminal full = eido(line, STORIES, place.resolve("out"));

    assertThat(full.exitCode()).as(full.err()).isZero();
    Snippet.check("finetune-full", shown(full.out()));
  }

  @Test
  void planComputesWhatIsLeftOpen() throws Exception {
    Terminal plan = eido("plan --model %s --data ../data/instruct.json --budget 30000", STORIES);

    assertThat(plan.exitCode()).as(plan.err()).isZero();
    Snippet.check("computed", decisions(plan.out()));
  }

  private static Terminal eido(String line, Object... places) {
    return Terminal.eido(line.formatted(places).split(" "));
  }

  private String shown(String text) {
    return text.replace(place.toString() + "/", "")
        .replace("../", "")
        .replaceAll("(?m)^((?:tokens per second|seconds|.* base with adapter) +).*$", "$1…")
        .replaceAll("(?m)^((?:held-out loss|largest logit).* \\d\\.\\d)\\d+", "$1…")
        .replaceAll("(\\d\\.\\d\\d)\\d\\d( +\\d+\\.\\d)\\d %", "$1… $2… %");
  }

  /** What was decided, without the tensors and the memory. */
  private static String decisions(String text) {
    return text.substring(0, text.indexOf("\n\n") + 1);
  }

  /** The head and the first layer's modules; the rest is alike. */
  private static String firstModules(String text) {
    StringBuilder kept = new StringBuilder();
    text.lines()
        .takeWhile(line -> !line.contains("layers.1."))
        .forEach(line -> kept.append(line).append('\n'));
    return kept.toString().stripTrailing() + "\n…\n";
  }
}
