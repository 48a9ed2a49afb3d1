// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.eidograph.base.Json;

/** When a run evaluates, saves and stops, and what it leaves. */
final class RunOptionProofs {
  /** A rate at which the loss does not fall for long. */
  private static final List<String> RISING =
      List.of("--learning-rate", "0.5", "--schedule", "constant", "--steps", "8");

  private RunOptionProofs() {}

  static List<OptionProof> all() {
    return List.of(
        new OptionProof(
            "--eval-every",
            "evaluates on the way; 0 before and after only",
            runs -> {
              runs.run("--eval-every", "0").sameAdapterAs(runs.run());
              assertThat(runs.run("--steps", "4").metric("eval_loss")).hasSize(2);
              TrialRun often = runs.run("--steps", "4", "--eval-every", "1");
              assertThat(often.metric("eval_loss")).hasSize(5);
              often.sameAdapterAs(runs.run("--steps", "4"));
            }),
        new OptionProof(
            "--patience",
            "stops after so many worse evaluations; 0 never does",
            runs -> {
              TrialRun patient = runs.run(rising("--eval-every", "1", "--patience", "0"));
              TrialRun hasty = runs.run(rising("--eval-every", "1", "--patience", "2"));
              assertThat(patient.json().get("outcome").asString()).isEqualTo("completed");
              assertThat(hasty.json().get("outcome").asString()).isEqualTo("early_stopped");
              List<Double> losses = hasty.metric("eval_loss");
              // two after the best, and the same state once more at the end
              assertThat(losses.subList(1, losses.size() - 1))
                  .hasSize(losses.subList(1, losses.size() - 1).indexOf(best(losses)) + 3);
              runs.run("--patience", "1").failed(2, "set --eval-every");
            }),
        new OptionProof(
            "--keep-best",
            "ends with the best state",
            runs -> {
              // patience ends both after a state that is worse than the best
              TrialRun kept =
                  runs.run(rising("--eval-every", "1", "--patience", "2", "--keep-best"));
              TrialRun last = runs.run(rising("--eval-every", "1", "--patience", "2"));
              double after = kept.json().get("eval_loss_after").asDouble();
              assertThat(after).isEqualTo(best(kept.metric("eval_loss")));
              assertThat(after).isLessThan(last.json().get("eval_loss_after").asDouble());
              kept.anotherAdapterThan(last);
            }),
        new OptionProof(
            "--save-every",
            "leaves checkpoints and changes nothing",
            runs -> {
              TrialRun saving = runs.run("--steps", "5", "--save-every", "2");
              saving.sameAdapterAs(runs.run("--steps", "5"));
              assertThat(saving.checkpoints()).containsExactly("checkpoint-2", "checkpoint-4");
              assertThat(runs.run("--steps", "5").checkpoints()).isEmpty();
            }),
        new OptionProof(
            "--save-limit",
            "keeps so many; 2 is the default",
            runs -> {
              assertThat(runs.run("--steps", "5", "--save-every", "1").checkpoints()).hasSize(2);
              assertThat(
                      runs.run("--steps", "5", "--save-every", "1", "--save-limit", "1")
                          .checkpoints())
                  .containsExactly("checkpoint-4");
              runs.run("--save-limit", "0").failed(2, "save limit at least 1");
            }),
        new OptionProof(
            "--save-dtype",
            "rounds the file, and nothing that is learned; fp32 changes nothing",
            runs -> {
              runs.run("--save-dtype", "fp32").sameAdapterAs(runs.run());
              TrialRun half = runs.run("--save-dtype", "bf16");
              assertThat(half.tensors().values()).allMatch(form -> form.startsWith("BFLOAT16"));
              assertThat(half.metric("loss")).isEqualTo(runs.run().metric("loss"));
              assertThat(half.adapter().length).isLessThan(runs.run().adapter().length * 2 / 3);
              runs.run("--save-dtype", "fp8").failed(2, "fp32 or bf16 or fp16, got 'fp8'");
            }),
        new OptionProof(
            "--sample-prompt",
            "is continued before and after, and changes nothing",
            runs -> {
              TrialRun sampled = runs.run("--sample-prompt", "Once", "--sample-prompt", "The cat");
              sampled.sameAdapterAs(runs.run());
              assertThat(sampled.json().get("samples")).hasSize(2);
              assertThat(sampled.json().at("/samples/1/prompt").asString()).isEqualTo("The cat");
              assertThat(sampled.json().at("/samples/1/before").asString()).isNotEmpty();
              assertThat(runs.run().json().get("samples")).isEmpty();
            }),
        new OptionProof(
            "--sample-every",
            "samples on the way; 0 with each evaluation",
            runs -> {
              TrialRun own =
                  runs.run("--steps", "5", "--sample-prompt", "Once", "--sample-every", "2");
              own.sameAdapterAs(runs.run("--steps", "5"));
              assertThat(own.json().at("/samples/0/during")).hasSize(2);
              TrialRun evaluated =
                  runs.run("--steps", "5", "--sample-prompt", "Once", "--eval-every", "4");
              assertThat(evaluated.json().at("/samples/0/during")).hasSize(1);
              assertThat(evaluated.json().at("/samples/0/during/0/step").asInt()).isEqualTo(4);
            }),
        new OptionProof(
            "--output-dir",
            "holds all a run leaves",
            runs ->
                assertThat(runs.run().succeeded().directory())
                    .isDirectoryContaining("glob:**/adapter")
                    .isDirectoryContaining("glob:**/metrics.jsonl")
                    .isDirectoryContaining("glob:**/tensorboard")
                    .isDirectoryContaining("glob:**/manifest.json")
                    .isDirectoryContaining("glob:**/run.yaml")
                    .isDirectoryContaining("glob:**/report.html")
                    .isDirectoryContaining("glob:**/README.md")),
        new OptionProof(
            "--overwrite",
            "replaces an earlier run, which is refused without it",
            runs -> {
              Path output = runs.place("twice");
              runs.run("--output-dir", output.toString());
              runs.run("--output-dir", output.toString(), "--seed", "0").failed(2, "--overwrite");
              runs.run("--output-dir", output.toString(), "--overwrite").succeeded();
            }),
        new OptionProof(
            "--resume",
            "goes on from the newest checkpoint",
            runs -> {
              Path output = runs.place("resumed");
              String[] line = {"--steps", "4", "--save-every", "3", "--output-dir", "" + output};
              runs.run(line);
              byte[] whole =
                  Files.readAllBytes(output.resolve("adapter/adapter_model.safetensors"));
              Terminal again = Terminal.eido(resume(output));
              assertThat(again.exitCode()).as(again.err()).isZero();
              assertThat(output.resolve("adapter/adapter_model.safetensors"))
                  .hasBinaryContent(whole);
              runs.run("--output-dir", runs.place("nothing").toString(), "--resume")
                  .failed(4, "holds no run to resume");
            }),
        new OptionProof(
            "--dry-run",
            "prints the plan and writes nothing",
            runs -> {
              Path output = runs.place("dry");
              TrialRun dry = runs.run("--dry-run", "--output-dir", output.toString());
              assertThat(dry.json().get("lines")).isNotEmpty();
              assertThat(dry.json().get("trainable_parameters").asLong())
                  .isEqualTo(runs.run().json().get("trainable_parameters").asLong());
              assertThat(output).doesNotExist();
            }),
        new OptionProof(
            "--config",
            "gives settings by file; a flag wins",
            runs -> {
              Path file = TrialRuns.write(runs.place("c.yaml"), "alpha: 8\nseed: 3\n");
              runs.run("--config", file.toString())
                  .sameAdapterAs(runs.run("--alpha", "8", "--seed", "3"));
              runs.run("--config", file.toString(), "--alpha", "32", "--seed", "0")
                  .sameAdapterAs(runs.run());
            }),
        new OptionProof(
            "--set",
            "gives one setting by its key",
            runs -> {
              runs.run("--set", "lora_plus_ratio=4")
                  .sameAdapterAs(runs.run("--lora-plus-ratio", "4"));
              runs.run("--set", "rnk=4").failed(2, "did you mean 'rank'?");
            }),
        new OptionProof(
            "--json",
            "prints one document on stdout; the text says the same numbers",
            runs -> {
              assertThat(Json.parse(runs.run().terminal().out(), "stdout").isObject()).isTrue();
              assertThat(runs.run().json().propertyNames())
                  .contains(
                      "eval_loss_before",
                      "eval_loss_after",
                      "adapter_dir",
                      "tokens_per_second",
                      "seconds");
            }));
  }

  private static String[] rising(String... more) {
    List<String> line = new java.util.ArrayList<>(RISING);
    line.addAll(List.of(more));
    return line.toArray(String[]::new);
  }

  /** The lowest after training began. */
  private static double best(List<Double> losses) {
    return Collections.min(losses.subList(1, losses.size()));
  }

  /** What the run wrote of itself, and to go on. */
  private static String[] resume(Path output) {
    return new String[] {
      "finetune",
      "--config",
      output.resolve("run.yaml").toString(),
      "--output-dir",
      output.toString(),
      "--resume"
    };
  }
}
