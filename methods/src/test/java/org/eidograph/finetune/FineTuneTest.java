// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.eidograph.finetune.StoriesRuns.TWO;
import static org.eidograph.finetune.StoriesRuns.loop;
import static org.eidograph.finetune.StoriesRuns.request;

import java.io.IOException;
import java.nio.file.Path;
import org.eidograph.base.CheckFailedException;
import org.eidograph.base.InterruptedRunException;
import org.eidograph.base.UsageException;
import org.eidograph.lora.Targets;
import org.eidograph.train.TrainSettings.Pace;
import org.eidograph.train.engine.EngineSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs on the stories checkpoint. */
@Tag("slow")
class FineTuneTest {
  private static final Pace SAVING = new Pace(0, 4, 2, 0, false);

  @TempDir private Path place;
  private StoriesRuns runs;

  @BeforeEach
  void findAPlace() {
    runs = new StoriesRuns(place);
  }

  @Test
  void lossFallsAndTheSameSeedGivesTheSameBytes() throws IOException {
    FineTuneResult first = runs.run(request(), "first");
    FineTuneResult second = runs.run(request(), "second");

    assertThat(first.training().after().loss()).isLessThan(first.training().before().loss());
    assertThat(runs.adapterBytes("first")).isEqualTo(runs.adapterBytes("second"));
    assertThat(second.samples()).hasSize(1);
  }

  @Test
  void stoppedAndResumedRunEndsWithTheBytesAndSamplesOfAnUnbrokenOne() throws IOException {
    FineTuneRequest request =
        request()
            .withLora(request().lora().with(b -> b.dropout(0.1)))
            .withTraining(loop(TWO, new Pace(5, 4, 2, 0, false)));
    FineTuneResult whole = runs.run(request, "whole");

    assertThatThrownBy(() -> runs.run(request, "broken", StoriesRuns.stoppingAt(7)))
        .isInstanceOf(InterruptedRunException.class);
    FineTuneResult resumed = runs.run(request, "broken", StoriesRuns.resuming());

    assertThat(runs.adapterBytes("broken")).isEqualTo(runs.adapterBytes("whole"));
    assertThat(resumed.samples()).isEqualTo(whole.samples());
    assertThat(whole.samples().get(0).during())
        .extracting(FineTuneResult.Stage::step)
        .containsExactly(5L, 10L);
  }

  @Test
  void resumeWithAnotherSettingNamesOnlyWhatDiffers() throws IOException {
    FineTuneRequest request = request().withTraining(loop(TWO, SAVING));
    runs.run(request, "run");
    FineTuneRequest other =
        request.withLora(request.lora().with(b -> b.dropout(0.5).targets(Targets.names("q_proj"))));

    assertThatThrownBy(() -> runs.run(other, "run", StoriesRuns.resuming()))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll(
            "lora.dropout was 0.0, is 0.5;",
            "lora.placement.targets was AllLinear, is Names;",
            "lora.placement.targets.items was not set, is [q_proj];")
        .hasMessageNotContainingAny("rank", "seed", "rates", "null");
  }

  @Test
  void cachedPrefixAndCheckpointingKeepTheLoss() throws IOException {
    double plain = lossOf(TWO, "plain");
    double recomputed = lossOf(new EngineSettings(2, 1024, true, 0), "recomputed");
    double cached = lossOf(new EngineSettings(2, 1024, false, 1 << 26), "cached");
    double single = lossOf(new EngineSettings(1, 100, false, 0), "single");

    // float32 sums in another order, over twelve updates
    assertThat(recomputed).isCloseTo(plain, within(1e-4));
    assertThat(cached).isCloseTo(plain, within(1e-4));
    assertThat(single).isCloseTo(plain, within(1e-4));
  }

  private double lossOf(EngineSettings engine, String name) throws IOException {
    Targets upper = Targets.regex("model\\.layers\\.[34]\\..*_proj");
    FineTuneRequest request =
        request()
            .withLora(request().lora().with(b -> b.targets(upper)))
            .withTraining(loop(engine, Pace.PLAIN));
    return runs.run(request, name).training().after().loss();
  }

  @Test
  void absurdLearningRateStopsTheRunWithACheckFailure() {
    FineTuneRequest absurd =
        request()
            .withRates(
                new FineTuneRequest.Rates(
                    1e30, 1, null, 0, FineTuneRequest.ScheduleKind.CONSTANT, 0, 0));

    assertThatThrownBy(() -> runs.run(absurd, "absurd"))
        .isInstanceOf(CheckFailedException.class)
        .hasMessageContaining("--learning-rate");
  }
}
