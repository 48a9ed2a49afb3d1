// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eidograph.base.Figure;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import org.eidograph.cli.config.ResolvedConfig;
import org.eidograph.cli.console.Console;
import org.eidograph.cli.console.Renderer;
import org.eidograph.papers.Claim;
import org.eidograph.papers.Experiment;
import org.eidograph.papers.Findings;
import org.eidograph.papers.Papers;
import org.eidograph.papers.Reproduction;
import org.eidograph.papers.Tolerance;
import org.eidograph.study.Measured;
import org.eidograph.study.Seeds;
import org.eidograph.study.StudyPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A run of a paper whose numbers are given. */
class PapersRunTest {
  private static final StudyPlan PLAN = new StudyPlan(StudyPlan.Size.FAST, 42);

  @TempDir private Path place;
  private final List<StudyPlan> plans = new ArrayList<>();

  @Test
  void theDirectoryHoldsVerdictsReportAndManifest() {
    PapersSummary summary = run(place.resolve("run"), false);

    assertThat(summary.passed()).isEqualTo(1);
    assertThat(summary.failed()).isEqualTo(1);
    assertThat(plans).containsExactly(PLAN);
    JsonNode verdicts = Json.readObject(place.resolve("run/verdicts.json"));
    assertThat(verdicts).isEqualTo(Json.parse(Json.pretty(summary), "summary"));
    JsonNode claim = verdicts.get("papers").get(0).get("claims").get(1);
    assertThat(claim.get("id").asString()).isEqualTo("low");
    assertThat(claim.get("verdict").asString()).isEqualTo("FAIL");
    assertThat(claim.get("measured").asDouble()).isEqualTo(0.5);
    assertThat(claim.get("expected").asDouble()).isEqualTo(2);
    assertThat(claim.get("least").asDouble()).isEqualTo(1);
    assertThat(claim.get("most").isNull()).isTrue();
    assertThat(claim.get("seed").asInt()).isEqualTo(42);
    JsonNode manifest = Json.readObject(place.resolve("run/manifest.json"));
    assertThat(manifest.get("exit_code").asInt()).isEqualTo(3);
    assertThat(manifest.get("seeds").get("seed").asInt()).isEqualTo(42);
    assertThat(place.resolve("run/report.html"))
        .content()
        .contains("figure-given", "The low one.", "FAIL", "Hayou, Doucet, Rousseau (2018)");
  }

  @Test
  void theTextSaysWhatFailedAndByHowMuch() {
    Renderer<PapersSummary> renderer = PapersSummary::blocks;

    assertThat(renderer.render(run(place.resolve("text"), false), false))
        .containsPattern("high +2 ± 0.1 +2 +≥ 1 +PASS")
        .containsPattern("low +0.5 ± 0.1 +2 +≥ 1 +FAIL")
        .contains("low failed: The low one.", "low: 5 standard errors outside the tolerance")
        .contains("1 claims hold, 1 fail");
  }

  @Test
  void anEarlierRunIsReplacedOnlyOnDemand() {
    run(place.resolve("again"), false);

    assertThatThrownBy(() -> run(place.resolve("again"), false))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--overwrite");
    assertThat(run(place.resolve("again"), true).failed()).isEqualTo(1);
  }

  private PapersSummary run(Path directory, boolean overwrite) {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    return new PapersRun(
            List.of(new Reproduction(Papers.all().get(0), List.of(experiment()))),
            PLAN,
            1,
            new Console(nowhere, nowhere, false, false, 100),
            new ResolvedConfig("papers run", List.of()))
        .execute(directory, overwrite);
  }

  private Experiment experiment() {
    return new Experiment(
        "two numbers",
        "many",
        "few",
        new Seeds(2, 4),
        List.of(claim("high", "The high one."), claim("low", "The low one.")),
        (plan, workers) -> {
          plans.add(plan);
          return new Findings(
              Map.of("high", new Measured(2, 0.1), "low", new Measured(0.5, 0.1)),
              List.of(figure()),
              List.of());
        });
  }

  private static Claim claim(String id, String sentence) {
    return new Claim(id, sentence, 2, Tolerance.atLeast(1), "given");
  }

  private static Figure figure() {
    return new Figure(
        "given",
        "Given",
        "",
        Figure.Axis.linear("x"),
        Figure.Axis.linear("y"),
        List.of(
            new Figure.Series("one", Figure.Kind.LINE, new double[] {1, 2}, new double[] {3, 4})));
  }
}
