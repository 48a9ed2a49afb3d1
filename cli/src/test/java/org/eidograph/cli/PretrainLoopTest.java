// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How {@code eido pretrain} steps: each option changes the run, its neutral value does not. */
class PretrainLoopTest {
  @TempDir static Path place;
  private static PretrainRuns runs;

  @BeforeAll
  static void share() {
    runs = new PretrainRuns(place);
  }

  @Test
  @Proves("pretrain --steps --epochs --batch-size --accumulation --packing --clip --seed")
  void loopOptionsChangeTheSteps() {
    assertThat(runs.run("--steps", "3").metric("loss")).hasSize(3);
    assertThat(runs.run("--epochs", "1").json().get("epochs").asDouble()).isEqualTo(1);
    runs.run("--batch-size", "4").otherWeightsThan(runs.run());
    runs.run("--accumulation", "1").sameWeightsAs(runs.run());
    // one step over the labels of both: the same sums, in another order
    assertThat(runs.run("--accumulation", "2").metric("loss").get(0))
        .isCloseTo(runs.run("--batch-size", "4").metric("loss").get(0), within(1e-5));
    assertThat(runs.plan("--packing", "--max-length", "60").get("tokens_per_step").asInt())
        .isGreaterThan(runs.plan("--max-length", "60").get("tokens_per_step").asInt());
    runs.run("--clip", "1").sameWeightsAs(runs.run());
    runs.run("--clip", "1e-12").otherWeightsThan(runs.run());
    runs.run("--seed", "0").sameWeightsAs(runs.run());
    runs.run("--seed", "1").otherWeightsThan(runs.run());
  }

  @Test
  @Proves({
    "pretrain --workers --micro-batch-tokens --activation-checkpointing",
    "pretrain --prefix-cache-mb --dtype --device"
  })
  void engineOptionsChangeSpeedAndMemoryAlone() {
    double loss = runs.run().metric("loss").get(1);
    // float32 sums in another order
    assertThat(runs.run("--workers", "2").metric("loss").get(1)).isCloseTo(loss, within(1e-4));
    assertThat(runs.run("--micro-batch-tokens", "16").metric("loss").get(1))
        .isCloseTo(loss, within(1e-4));
    runs.run("--micro-batch-tokens", "1024").sameWeightsAs(runs.run());
    assertThat(runs.plan("--micro-batch-tokens", "512").at("/memory/activations").asLong())
        .isLessThan(runs.plan().at("/memory/activations").asLong());
    assertThat(runs.run("--activation-checkpointing").metric("loss").get(1))
        .isCloseTo(loss, within(1e-4));
    assertThat(runs.plan("--activation-checkpointing").at("/memory/activations").asLong())
        .isLessThan(runs.plan().at("/memory/activations").asLong());
    runs.run("--prefix-cache-mb", "8").failed(2, "--prefix-cache-mb");
    runs.run("--prefix-cache-mb", "0").sameWeightsAs(runs.run());
    runs.run("--dtype", "fp32").sameWeightsAs(runs.run());
    runs.run("--dtype", "bf16").otherWeightsThan(runs.run());
    runs.run("--device", "cpu").sameWeightsAs(runs.run());
    runs.run("--device", "abacus").failed(2, "abacus");
  }

  @Test
  @Proves("pretrain --schedule --warmup --floor")
  void scheduleOptionsMoveTheRates() {
    runs.run("--schedule", "cosine").sameWeightsAs(runs.run());
    runs.run("--schedule", "constant").otherWeightsThan(runs.run());
    runs.run("--warmup", "0.05").sameWeightsAs(runs.run());
    runs.run("--warmup", "1").otherWeightsThan(runs.run());
    runs.run("--floor", "0.1").sameWeightsAs(runs.run());
    runs.run("--floor", "0.9").otherWeightsThan(runs.run());
  }

  @Test
  @Proves("pretrain --eval-every --patience --keep-best --save-every --save-limit")
  void paceOptionsEvaluateSaveAndStop() throws IOException {
    String[] five = {"--steps", "5"};
    assertThat(runs.run("--steps", "5", "--eval-every", "2").metric("eval_loss")).hasSize(4);
    runs.run("--steps", "5", "--eval-every", "2").sameWeightsAs(runs.run(five));
    assertThat(runs.run("--steps", "5", "--save-every", "2").succeeded().checkpoints())
        .containsExactly("checkpoint-2", "checkpoint-4");
    assertThat(
            runs.run("--steps", "5", "--save-every", "1", "--save-limit", "1")
                .succeeded()
                .checkpoints())
        .containsExactly("checkpoint-4");
    String[] rising = {"--steps", "8", "--lr", "30", "--eval-every", "1", "--patience", "1"};
    assertThat(runs.run(rising).json().get("outcome").asString()).isEqualTo("early_stopped");
    String[] best = {"--steps", "8", "--lr", "30", "--eval-every", "1", "--keep-best"};
    TrialRun kept = runs.run(best);
    assertThat(kept.json().get("eval_loss_after").asDouble())
        .isCloseTo(
            kept.metric("eval_loss").stream()
                .mapToDouble(Double::doubleValue)
                .skip(1)
                .min()
                .orElseThrow(),
            within(1e-9));
  }
}
