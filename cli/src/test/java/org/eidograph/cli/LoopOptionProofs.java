// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** How long, over which batches, on how many threads. */
final class LoopOptionProofs {
  private LoopOptionProofs() {}

  static List<OptionProof> all() {
    return List.of(
        new OptionProof(
            "--steps",
            "counts updates; 200 is what is done without it",
            runs -> {
              assertThat(runs.run("--steps", "3").metric("loss")).hasSize(3);
              runs.run("--steps", "0").failed(2, "steps must be at least 1");
              assertThat(dryRun(runs, "--epochs", "0").get("steps").asInt()).isEqualTo(200);
            }),
        new OptionProof(
            "--epochs",
            "counts passes: one over 36 rows, two at a time, is 18 steps",
            runs -> {
              TrialRun epoch = runs.run("--epochs", "1");
              assertThat(epoch.json().get("steps").asInt()).isEqualTo(18);
              assertThat(epoch.json().get("epochs").asDouble()).isEqualTo(1);
              epoch.sameAdapterAs(runs.run("--steps", "18"));
              assertThat(runs.run("--epochs", "0.5").json().get("steps").asInt()).isEqualTo(9);
              runs.run("--epochs", "0", "--steps", "2").sameAdapterAs(runs.run());
              runs.run("--epochs", "1", "--steps", "2").failed(2, "--steps 2", "--epochs 1.0");
            }),
        new OptionProof(
            "--batch-size",
            "is the rows of a step; 4 is the default",
            runs -> {
              assertThat(tokens(runs, "--batch-size", "1"))
                  .isLessThan(tokens(runs, "--batch-size", "6"));
              runs.run("--batch-size", "0").failed(2, "at least 1 sequence");
            }),
        new OptionProof(
            "--accumulation",
            "makes one step of several batches; 1 changes nothing",
            runs -> {
              runs.run("--accumulation", "1").sameAdapterAs(runs.run());
              TrialRun twice = runs.run("--accumulation", "3");
              // the mean runs over all labels of the step: the same sums, in the same order
              assertThat(twice.distanceTo(runs.run("--batch-size", "6"))).isLessThan(1e-6);
              twice.anotherAdapterThan(runs.run());
            }),
        new OptionProof(
            "--packing",
            "fills rows; where every row is full already only their order changes",
            runs -> {
              assertThat(tokens(runs, "--packing", "--max-length", "200"))
                  .isGreaterThan(tokens(runs, "--max-length", "200"));
              // one epoch in one step: the same rows, each seeing only itself
              TrialRun plain = runs.run("--batch-size", "36", "--steps", "1");
              TrialRun packed = runs.run("--batch-size", "36", "--steps", "1", "--packing");
              // float32 sums in another order, over 36 rows
              assertThat(packed.metric("loss").get(0))
                  .isCloseTo(plain.metric("loss").get(0), within(1e-5));
            }),
        new OptionProof(
            "--clip",
            "bounds the gradient; 1 changes nothing, Infinity does not clip",
            runs -> {
              runs.run("--clip", "1").sameAdapterAs(runs.run());
              runs.run("--clip", "Infinity").sameAdapterAs(runs.run("--clip", "1e30"));
              // far below Adam's epsilon nothing moves any more
              assertThat(movement(runs.run("--clip", "1e-12")))
                  .isLessThan(1e-2 * movement(runs.run()));
              runs.run("--clip", "0").failed(2, "clip norm must be positive");
            }),
        new OptionProof(
            "--seed",
            "changes start and order; 0 changes nothing",
            runs -> {
              runs.run("--seed", "0").sameAdapterAs(runs.run());
              runs.run("--seed", "1").anotherAdapterThan(runs.run());
              assertThat(
                      TrialRuns.parse(runs.run("--seed", "1").directory().resolve("manifest.json"))
                          .at("/seeds/seed")
                          .asInt())
                  .isEqualTo(1);
            }),
        new OptionProof(
            "--workers",
            "shares the work; the numbers stay, beyond rounding",
            runs -> {
              String cores = String.valueOf(Runtime.getRuntime().availableProcessors());
              runs.run("--workers", "0").sameAdapterAs(runs.run("--workers", cores));
              TrialRun three = runs.run("--workers", "3");
              // Adam makes of a gradient's rounding up to as much as a step, where it is near zero
              assertThat(three.metric("loss").get(0))
                  .isCloseTo(runs.run().metric("loss").get(0), within(1e-5));
              runs.run("--workers", "-1").failed(2, "workers");
            }),
        new OptionProof(
            "--micro-batch-tokens",
            "bounds activations; the numbers stay, beyond rounding",
            runs -> {
              runs.run("--micro-batch-tokens", "512").sameAdapterAs(runs.run());
              assertThat(runs.run("--micro-batch-tokens", "16").metric("loss").get(0))
                  .isCloseTo(runs.run().metric("loss").get(0), within(1e-5));
              assertThat(activations(runs, "--micro-batch-tokens", "4096"))
                  .isGreaterThan(activations(runs, "--micro-batch-tokens", "1024"));
            }),
        new OptionProof(
            "--activation-checkpointing",
            "needs less memory for the same numbers",
            runs -> {
              assertThat(runs.run("--activation-checkpointing").distanceTo(runs.run()))
                  .isLessThan(1e-5);
              assertThat(activations(runs, "--activation-checkpointing"))
                  .isLessThan(activations(runs));
            }),
        new OptionProof(
            "--prefix-cache-mb",
            "takes memory for the same numbers; 0 changes nothing",
            runs -> {
              runs.run("--prefix-cache-mb", "0").sameAdapterAs(runs.run());
              TrialRun cached = runs.run("--layers", "4", "--prefix-cache-mb", "8");
              assertThat(cached.distanceTo(runs.run("--layers", "4"))).isLessThan(1e-5);
              assertThat(activations(runs, "--prefix-cache-mb", "8"))
                  .isEqualTo(activations(runs) + (8 << 20));
            }));
  }

  private static JsonNode dryRun(TrialRuns runs, String... more) {
    List<String> line = new java.util.ArrayList<>(List.of(more));
    line.add("--dry-run");
    return runs.run(line.toArray(String[]::new)).json();
  }

  /** Of the first step. */
  private static int tokens(TrialRuns runs, String... more) {
    return dryRun(runs, more).get("tokens_per_step").asInt();
  }

  private static long activations(TrialRuns runs, String... more) {
    return dryRun(runs, more).at("/memory/activations").asLong();
  }

  /** How far B has gone from zero. */
  private static double movement(TrialRun run) {
    double largest = 0;
    for (double number : run.numbers("model.layers.4.self_attn.q_proj.lora_B.weight")) {
      largest = Math.max(largest, Math.abs(number));
    }
    return largest;
  }
}
