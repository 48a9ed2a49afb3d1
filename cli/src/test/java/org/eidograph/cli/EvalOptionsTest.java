// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the options of {@code eido eval} do; see {@link Proves}. */
class EvalOptionsTest {
  @TempDir private Path place;
  private Path text;

  @BeforeEach
  void writeAStory() {
    text = TrialRuns.write(place.resolve("story.txt"), "Once upon a time. ".repeat(12));
  }

  @Test
  @Proves("eval --max-length")
  void evalCutsTextWhereItIsTold() {
    JsonNode whole = eval();
    JsonNode limit = eval("--max-length", "512");
    JsonNode cut = eval("--max-length", "16");

    assertThat(limit).isEqualTo(whole);
    assertThat(eval("--max-length", "0")).isEqualTo(whole);
    // every window of 16 predicts 15: the first token of each is nobody's target
    assertThat(cut.get("tokens").asInt()).isLessThan(whole.get("tokens").asInt());
  }

  @Test
  @Proves("eval --workers")
  void evalGivesTheSameOnAnyNumberOfThreads() {
    double one = eval("--workers", "1", "--max-length", "32").get("loss").asDouble();

    // float64 sums of float32 parts, grouped otherwise
    assertThat(eval("--workers", "3", "--max-length", "32").get("loss").asDouble())
        .isCloseTo(one, within(1e-6));
    assertThat(run("--workers", "-1").exitCode()).isEqualTo(2);
  }

  @Test
  @Proves("eval --dtype")
  void evalRoundsTheWeights() {
    double full = eval().get("loss").asDouble();

    assertThat(eval("--dtype", "fp32").get("loss").asDouble()).isEqualTo(full);
    // bfloat16 keeps 8 bits
    assertThat(Math.abs(eval("--dtype", "bf16").get("loss").asDouble() - full))
        .isBetween(1e-7, 5e-2);
  }

  @Test
  @Proves("eval --field")
  void evalReadsTheFieldsItIsTold() {
    Path rows = place.resolve("rows.jsonl");
    TrialRuns.write(rows, "{\"text\": \"Once upon a time.\", \"body\": \"The cat sat down.\"}\n");

    JsonNode other = eval("--data", rows.toString(), "--field", "text=body");

    assertThat(eval("--data", rows.toString(), "--field", "text=text"))
        .isEqualTo(eval("--data", rows.toString()))
        .isNotEqualTo(other);
  }

  @Test
  @Proves("eval --adapter")
  void anAdapterChangesTheLoss() {
    String adapter = new TrialRuns(place).trainedAdapter().toString();

    JsonNode adapted = eval("--adapter", adapter);

    assertThat(adapted.get("loss")).isNotEqualTo(eval().get("loss"));
    assertThat(eval("--adapter", adapter, "--lenient")).isEqualTo(adapted);
  }

  private JsonNode eval(String... more) {
    return run(more).json();
  }

  private Terminal run(String... more) {
    List<String> line = new ArrayList<>(List.of("eval", "--model", TrialRuns.STORIES.toString()));
    line.addAll(List.of("--data", text.toString(), "--json"));
    line.addAll(List.of(more));
    return Terminal.eido(line.toArray(String[]::new));
  }
}
