// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.eidograph.base.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Fine-tuning in a process of its own that is ended from outside, and goes on. */
@Tag("slow")
@DisabledOnOs(OS.WINDOWS)
class InterruptedRunsTest {
  private static final String[] LINE = {
    "--steps", "120", "--eval-every", "50", "--sample-prompt", "Once", "--dropout", "0.1"
  };

  @TempDir private Path place;
  private TrialRuns runs;

  @BeforeEach
  void begin() {
    runs = new TrialRuns(place);
  }

  @Test
  void controlCSavesExitsWith130AndTheResumedRunIsThatOfAnUnbrokenOne() throws Exception {
    String[] line = {"--steps", "600", "--sample-prompt", "Once", "--dropout", "0.1"};
    TrialRun whole = runs.run(line).succeeded();
    Path output = place.resolve("stopped");
    Process process = start(output, line);
    awaitSteps(output, 5);

    Signals.interrupt(process);

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
    assertThat(place.resolve("err")).content().contains("stopped after step", "--resume");
    assertThat(TrialRuns.parse(output.resolve("manifest.json")).get("exit_code").asInt())
        .isEqualTo(130);
    TrialRun resumed = resume(output);
    assertSameAs(whole, resumed);
  }

  @Test
  void killedAtAnyMomentTheRunGoesOnAndEndsAsAnUnbrokenOne() throws Exception {
    String[] saving = line("--save-every", "1", "--save-limit", "1");
    TrialRun whole = runs.run(saving).succeeded();
    Path output = place.resolve("killed");
    SplittableRandom random = new SplittableRandom(5);
    Process process = start(output, saving);
    for (int kill = 0; kill < 4; kill++) {
      awaitSteps(output, 10 * (kill + 1));
      Thread.sleep(random.nextInt(60));
      process.destroyForcibly().waitFor();
      process = start(output, line(saving, "--resume"));
    }
    process.destroyForcibly().waitFor();

    TrialRun resumed = resume(output);

    assertSameAs(whole, resumed);
  }

  /** Same bytes, same samples, and one curve of all steps. */
  private static void assertSameAs(TrialRun whole, TrialRun resumed) {
    resumed.sameAdapterAs(whole);
    assertThat(resumed.json().get("samples")).isEqualTo(whole.json().get("samples"));
    assertThat(resumed.metric("loss")).isEqualTo(whole.metric("loss"));
    assertThat(resumed.metric("eval_loss")).isEqualTo(whole.metric("eval_loss"));
    String report =
        new String(
            TrialRuns.read(resumed.directory().resolve("report.html")),
            java.nio.charset.StandardCharsets.UTF_8);
    assertThat(figures(report).at("/0/series/0/x")).isEqualTo(figuresOf(whole).at("/0/series/0/x"));
    assertThat(report).doesNotContain("sampled before the interruption");
  }

  private static JsonNode figuresOf(TrialRun run) {
    return figures(
        new String(
            TrialRuns.read(run.directory().resolve("report.html")),
            java.nio.charset.StandardCharsets.UTF_8));
  }

  private static JsonNode figures(String html) {
    String open = "<script type=\"application/json\" id=\"figures\">";
    int from = html.indexOf(open) + open.length();
    return Json.parse(html.substring(from, html.indexOf("</script>", from)), "figures");
  }

  private TrialRun resume(Path output) {
    Terminal terminal =
        Terminal.eido(
            "finetune",
            "--json",
            "--config",
            output.resolve("run.yaml").toString(),
            "--output-dir",
            output.toString(),
            "--resume");
    return new TrialRun(terminal, output);
  }

  private Process start(Path output, String... line) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Main.class.getName(), "finetune", "--model", "" + TrialRuns.STORIES));
    command.addAll(List.of("--data", runs.data().toString(), "--output-dir", output.toString()));
    command.addAll(
        List.of("--rank", "2", "--batch-size", "2", "--workers", "1", "--max-length", "64"));
    command.addAll(List.of(line));
    return new ProcessBuilder(command)
        .redirectOutput(place.resolve("out").toFile())
        .redirectError(place.resolve("err").toFile())
        .start();
  }

  private static String[] line(String... more) {
    return line(LINE, more);
  }

  private static String[] line(String[] first, String... more) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private void awaitSteps(Path output, int steps) throws Exception {
    Path metrics = output.resolve("metrics.jsonl");
    for (int i = 0; i < 3000; i++) {
      if (Files.exists(metrics) && Files.readAllLines(metrics).size() > steps) {
        return;
      }
      Thread.sleep(10);
    }
    throw new AssertionError(
        "no %d steps within 30 s: %s".formatted(steps, Files.readString(place.resolve("err"))));
  }
}
