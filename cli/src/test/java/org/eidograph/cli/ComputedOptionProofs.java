// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** What is computed where nothing is given. */
final class ComputedOptionProofs {
  private static final List<String> SHORT =
      List.of("--learning-rate", "auto", "--search-steps", "2", "--search-trials", "3");

  private ComputedOptionProofs() {}

  static List<OptionProof> all() {
    return List.of(
        new OptionProof(
            "--target-count",
            "takes so many types; 3 changes nothing; only with --target auto",
            runs -> {
              TrialRun three = runs.run("--target", "auto");
              runs.run("--target", "auto", "--target-count", "3").sameAdapterAs(three);
              assertThat(targets(runs.run("--target", "auto", "--target-count", "1"))).hasSize(1);
              assertThat(targets(three)).hasSize(3);
              runs.run("--target-count", "1").failed(2, "acts only with --target auto");
              runs.run("--target", "auto", "--target-count", "9").failed(2, "7 to choose from");
              runs.run("--target", "auto", "--exclude", "q_proj").failed(2, "--exclude");
            }),
        new OptionProof(
            "--target-below",
            "takes every type below a score, and not a count as well",
            runs -> {
              TrialRun all = runs.run("--target", "auto", "--target-below", "100");
              assertThat(targets(all)).hasSize(7);
              all.sameAdapterAs(runs.run());
              runs.run("--target", "auto", "--target-below", "0.01").failed(2, "the lowest is");
              runs.run("--target", "auto", "--target-below", "2", "--target-count", "1")
                  .failed(2, "one rule");
            }),
        new OptionProof(
            "--target-per-layer",
            "lets each layer choose for itself",
            runs -> {
              TrialRun layers = runs.run("--target", "auto", "--target-per-layer");
              assertThat(layers.tensors()).hasSize(5 * 3 * 2); // layers, modules, factors
              assertThat(layers.tensors().keySet())
                  .isNotEqualTo(runs.run("--target", "auto").tensors().keySet());
            }),
        new OptionProof(
            "--budget",
            "sets the rank, or with a rank how many types",
            runs -> {
              JsonNode wide = plan(runs, "--budget", "20000");
              assertThat(wide.get("targets")).hasSize(3);
              long parameters = wide.get("parameters").asLong();
              long oneRankMore = parameters + parameters / wide.get("rank").asInt();
              assertThat(20_000L).isBetween(parameters, oneRankMore - 1);
              JsonNode filled = plan(runs, "--budget", "6000", "--rank", "4");
              assertThat(filled.get("rank").asInt()).isEqualTo(4);
              assertThat(filled.get("parameters").asLong()).isLessThanOrEqualTo(6_000L);
              runs.run("--budget", "6000").failed(2, "acts only with --target auto");
            }),
        new OptionProof(
            "--target-samples",
            "scores so many examples; more than there are change nothing",
            runs -> {
              TrialRun all = runs.run("--target", "auto", "--target-samples", "128");
              all.sameAdapterAs(runs.run("--target", "auto"));
              assertThat(plan(runs, "--target-samples", "1").get("scores"))
                  .isNotEqualTo(plan(runs).get("scores"));
              runs.run("--target", "auto", "--target-samples", "0").failed(2, "at least 1");
            }),
        new OptionProof(
            "--target-prompts",
            "scores what comes before the answer alone",
            runs ->
                assertThat(plan(runs, "--target-prompts").get("scores"))
                    .isNotEqualTo(plan(runs).get("scores"))),
        new OptionProof(
            "--search-rank",
            "is the rank of the trials; the rule carries the rate from there",
            runs -> {
              JsonNode one = plan(runs, "--search", "--search-rank", "1", "--scale", "1");
              // Init[A], s = 1: the rate goes as 1/sqrt(rank), here from 1 to 16
              assertThat(one.at("/learning_rates/A").asDouble())
                  .isCloseTo(best(one).get("learning_rate").asDouble() / 4, within(1e-12));
              runs.run("--search-rank", "1", "--learning-rate", "1e-3")
                  .failed(2, "acts only with --learning-rate auto");
            }),
        new OptionProof(
            "--search-steps",
            "is the length of each trial",
            runs -> {
              assertThat(plan(runs, "--search", "--search-steps", "3").get("trials"))
                  .isNotEqualTo(plan(runs, "--search").get("trials"));
              runs.run("--search-steps", "3", "--learning-rate", "formula")
                  .failed(2, "acts only with --learning-rate auto");
            }),
        new OptionProof(
            "--search-trials",
            "bounds the trials; the run takes the best",
            runs -> {
              TrialRun searched = runs.run(SHORT.toArray(String[]::new));
              double kept =
                  TrialRuns.parse(searched.directory().resolve("advice.json"))
                      .get("learning_rate")
                      .asDouble();
              searched.sameAdapterAs(runs.run("--learning-rate", String.valueOf(kept)));
              runs.run("--learning-rate", "auto", "--search-trials", "2").failed(2, "3 trials");
              runs.run("--learning-rate", "fast").failed(2, "a number, auto or formula");
            }));
  }

  private static JsonNode best(JsonNode plan) {
    JsonNode best = plan.get("trials").get(0);
    for (JsonNode trial : plan.get("trials")) {
      best = trial.get("loss").asDouble() < best.get("loss").asDouble() ? trial : best;
    }
    return best;
  }

  private static Set<String> targets(TrialRun run) {
    Set<String> names = new TreeSet<>();
    run.succeeded().config().get("target_modules").forEach(name -> names.add(name.asString()));
    return names;
  }

  /** Of {@code eido plan}, with the data of the runs. */
  private static JsonNode plan(TrialRuns runs, String... more) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "plan",
                "--json",
                "--model",
                TrialRuns.STORIES.toString(),
                "--data",
                runs.data().toString(),
                "--max-length",
                "64"));
    line.addAll(List.of(more));
    if (line.contains("--search")) {
      line.addAll(List.of("--search-trials", "3", "--batch-size", "2"));
      if (!line.contains("--search-steps")) {
        line.addAll(List.of("--search-steps", "2"));
      }
    }
    Terminal terminal = Terminal.eido(line.toArray(String[]::new));
    assertThat(terminal.exitCode()).as(terminal.err()).isZero();
    return terminal.json();
  }
}
