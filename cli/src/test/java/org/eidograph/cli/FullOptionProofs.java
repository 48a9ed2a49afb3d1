// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eidograph.torch.DType;
import org.eidograph.torch.Scope;
import org.eidograph.torch.safetensors.TensorSource;

/** Training the weights themselves. */
final class FullOptionProofs {
  private FullOptionProofs() {}

  static List<OptionProof> all() {
    return List.of(
        new OptionProof(
            "--full",
            "writes a checkpoint in place of an adapter, at a rate of its own",
            runs -> {
              TrialRun run = runs.run("--full").succeeded();
              assertThat(run.directory().resolve("adapter")).doesNotExist();
              assertThat(same(numbers(run), stories())).isFalse();
              // 0.05 over the median fan-in 64
              assertThat(run.metric("learning_rate/matrices").get(0)).isEqualTo(0.05 / 64);
              assertThat(runs.run("--full", "--learning-rate", "0.00078125").weights())
                  .isEqualTo(run.weights());
              assertThat(same(numbers(runs.run("--full", "--learning-rate", "0")), stories()))
                  .isTrue();
            }),
        new OptionProof(
            "--plan",
            "trains each tensor by its rule; a widened model's rules are read as well",
            runs -> {
              Path plan = plan(runs);
              TrialRun run = runs.run("--full", "--plan", plan.toString());
              assertThat(run.metric("learning_rate/model.layers.*.self_attn.q_proj.weight").get(0))
                  .isEqualTo(5e-4);
              assertThat(run.metric("learning_rate/model.embed_tokens.weight").get(0))
                  .isEqualTo(1e-3);
              runs.run("--plan", plan.toString()).failed(2, "--full");
              runs.run("--full", "--plan", plan.toString(), "--learning-rate", "0.1")
                  .failed(2, "--learning-rate");
              runs.run("--full", "--plan", plan.toString(), "--weight-decay", "0.1")
                  .failed(2, "--weight-decay");
              Path wide = runs.place("wide");
              Terminal widened =
                  Terminal.eido(
                      "widen",
                      "--model",
                      TrialRuns.STORIES.toString(),
                      "--factor",
                      "2",
                      "--lr",
                      "1e-3",
                      "--output-dir",
                      wide.toString());
              assertThat(widened.exitCode()).as(widened.err()).isZero();
              String rules = wide.resolve("widening-plan.json").toString();
              TrialRun onward = runs.run("--full", "--model", wide.toString(), "--plan", rules);
              assertThat(onward.metric("learning_rate/model.norm.weight").get(0)).isEqualTo(5e-4);
              runs.run("--full", "--plan", rules.replace("widening-plan", "config"))
                  .failed(4, "widening-plan.json");
            }));
  }

  /** Rules for the stories model, as tuned at half its width. */
  private static Path plan(TrialRuns runs) {
    Path file = runs.place("plan.json");
    if (!Files.exists(file)) {
      Terminal planned =
          Terminal.eido(
              "transfer",
              "plan",
              "--target",
              TrialRuns.STORIES.toString(),
              "--base-width",
              "32",
              "--lr",
              "1e-3",
              "--output",
              file.toString());
      assertThat(planned.exitCode()).as(planned.err()).isZero();
    }
    return file;
  }

  private static boolean same(Map<String, double[]> one, Map<String, double[]> other) {
    return one.keySet().equals(other.keySet())
        && one.keySet().stream().allMatch(name -> Arrays.equals(one.get(name), other.get(name)));
  }

  private static Map<String, double[]> stories() {
    return numbers(TrialRuns.STORIES);
  }

  private static Map<String, double[]> numbers(TrialRun run) {
    return numbers(run.succeeded().directory().resolve("model"));
  }

  /** Tensors by name: files of two programs hold them in another order, behind other notes. */
  private static Map<String, double[]> numbers(Path checkpoint) {
    Map<String, double[]> numbers = new TreeMap<>();
    try (Scope scope = Scope.open();
        TensorSource source = TensorSource.open(checkpoint)) {
      source
          .names()
          .forEach(name -> numbers.put(name, source.tensor(name).to(DType.FLOAT64).toDoubles()));
    }
    return numbers;
  }
}
