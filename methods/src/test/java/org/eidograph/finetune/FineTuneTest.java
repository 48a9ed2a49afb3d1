// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eidograph.base.CheckFailedException;
import org.eidograph.base.InterruptedRunException;
import org.eidograph.base.UsageException;
import org.eidograph.lora.AdapterFiles;
import org.eidograph.lora.LoraSpec;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.train.TrainListener;
import org.eidograph.train.TrainSettings.Pace;
import org.eidograph.train.data.FieldMapping;
import org.eidograph.train.data.Overflow;
import org.eidograph.train.data.TrainOn;
import org.eidograph.train.engine.EngineSettings;
import org.eidograph.train.metrics.CompositeSink;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs on the stories checkpoint. */
@Tag("slow")
class FineTuneTest {
  private static final Path STORIES = Path.of("../fixtures/stories260k");
  private static final Path INSTRUCT = Path.of("../data/instruct.json");
  private static final EngineSettings TWO = EngineSettings.of(2);

  @TempDir private Path place;

  @Test
  void lossFallsAndTheSameSeedGivesTheSameBytes() throws IOException {
    FineTuneResult first = run(request(TWO, Pace.PLAIN, 0), "first", FineTune.Watch.NONE);
    FineTuneResult second = run(request(TWO, Pace.PLAIN, 0), "second", FineTune.Watch.NONE);

    assertThat(first.training().after().loss()).isLessThan(first.training().before().loss());
    assertThat(bytes("first")).isEqualTo(bytes("second"));
    assertThat(second.samples()).hasSize(1);
  }

  @Test
  void stoppedAndResumedRunEndsWithTheBytesOfAnUnbrokenOne() throws IOException {
    FineTuneRequest request = request(TWO, new Pace(0, 4, 2, 0, false), 0.1);
    run(request, "whole", FineTune.Watch.NONE);
    TrainListener stopsAtSeven = new StopAt(7);
    FineTune.Watch stopping = new FineTune.Watch(new CompositeSink(List.of()), stopsAtSeven, false);

    assertThatThrownBy(() -> run(request, "broken", stopping))
        .isInstanceOf(InterruptedRunException.class);
    run(request, "broken", resuming());

    assertThat(bytes("broken")).isEqualTo(bytes("whole"));
  }

  @Test
  void resumeWithAnotherSettingNamesWhatDiffers() throws IOException {
    FineTuneRequest request = request(TWO, new Pace(0, 4, 2, 0, false), 0);
    run(request, "run", FineTune.Watch.NONE);

    assertThatThrownBy(() -> run(request(TWO, new Pace(0, 4, 2, 0, false), 0.5), "run", resuming()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("lora was");
  }

  @Test
  void cachedPrefixAndCheckpointingKeepTheLoss() throws IOException {
    double plain = lossOf(TWO, "plain");
    double recomputed = lossOf(new EngineSettings(2, 1024, true, 0), "recomputed");
    double cached = lossOf(new EngineSettings(2, 1024, false, 1 << 26), "cached");
    double single = lossOf(new EngineSettings(1, 100, false, 0), "single");

    // float32 sums in another order, over twelve updates
    assertThat(recomputed).isCloseTo(plain, org.assertj.core.data.Offset.offset(1e-4));
    assertThat(cached).isCloseTo(plain, org.assertj.core.data.Offset.offset(1e-4));
    assertThat(single).isCloseTo(plain, org.assertj.core.data.Offset.offset(1e-4));
  }

  @Test
  void absurdLearningRateStopsTheRunWithACheckFailure() {
    FineTuneRequest plain = request(TWO, Pace.PLAIN, 0);
    FineTuneRequest absurd =
        new FineTuneRequest(
            plain.model(),
            plain.data(),
            plain.lora(),
            new FineTuneRequest.Rates(1e30, 1, 0, FineTuneRequest.ScheduleKind.CONSTANT, 0, 0),
            plain.training(),
            List.of());

    assertThatThrownBy(() -> run(absurd, "absurd", FineTune.Watch.NONE))
        .isInstanceOf(CheckFailedException.class)
        .hasMessageContaining("--learning-rate");
  }

  private record StopAt(long step, boolean[] reached) implements TrainListener {
    StopAt(long step) {
      this(step, new boolean[1]);
    }

    @Override
    public void onStep(StepReport report) {
      reached[0] = report.step() >= step;
    }

    @Override
    public boolean stopRequested() {
      return reached[0];
    }
  }

  private static FineTune.Watch resuming() {
    return new FineTune.Watch(new CompositeSink(List.of()), TrainListener.NONE, true);
  }

  private double lossOf(EngineSettings engine, String name) throws IOException {
    FineTuneRequest request = request(engine, Pace.PLAIN, 0);
    LoraSpec upper = request.lora().with(b -> b.targets(upperLayers()));
    FineTuneRequest chosen =
        new FineTuneRequest(
            request.model(), request.data(), upper, request.rates(), request.training(), List.of());
    return run(chosen, name, FineTune.Watch.NONE).training().after().loss();
  }

  private static org.eidograph.lora.Targets upperLayers() {
    return org.eidograph.lora.Targets.regex("model\\.layers\\.[34]\\..*_proj");
  }

  private FineTuneResult run(FineTuneRequest request, String name, FineTune.Watch watch)
      throws IOException {
    Path output = Files.createDirectories(place.resolve(name));
    try (FineTune job = FineTune.prepare(request)) {
      return job.run(output, watch);
    }
  }

  private byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(place.resolve(name).resolve("adapter").resolve(AdapterFiles.TENSORS));
  }

  private static FineTuneRequest request(EngineSettings engine, Pace pace, double dropout) {
    FineTuneRequest plain = FineTuneRequest.of(STORIES, List.of(INSTRUCT));
    return new FineTuneRequest(
        new FineTuneRequest.Base(STORIES, "stories260k", DType.FLOAT32, Device.CPU),
        new FineTuneRequest.Data(
            List.of(INSTRUCT),
            List.of(),
            128,
            TrainOn.COMPLETION,
            Overflow.RIGHT,
            FieldMapping.none(),
            0.02),
        plain.lora().with(b -> b.rank(4).dropout(dropout)),
        plain.rates(),
        new FineTuneRequest.Training(12, 0, 4, 1, false, 1, engine, pace, 0),
        List.of("Once"));
  }
}
