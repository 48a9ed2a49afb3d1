// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eidograph.lora.AdapterFiles;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.train.TrainListener;
import org.eidograph.train.TrainSettings.Pace;
import org.eidograph.train.data.FieldMapping;
import org.eidograph.train.data.Overflow;
import org.eidograph.train.data.TrainOn;
import org.eidograph.train.engine.EngineSettings;
import org.eidograph.train.metrics.CompositeSink;

/** Short runs on the stories checkpoint and real instructions, each in a folder of its own. */
record StoriesRuns(Path place) {
  static final Path STORIES = Path.of("../fixtures/stories260k");
  static final Path INSTRUCT = Path.of("../data/instruct.json");
  static final EngineSettings TWO = EngineSettings.of(2);
  static final int STEPS = 12;

  /** Twelve steps of four rows, rank 4, one prompt. */
  static FineTuneRequest request() {
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
        plain.lora().with(b -> b.rank(4)),
        plain.rates(),
        loop(TWO, Pace.PLAIN),
        FineTuneRequest.Output.of(List.of("Once")));
  }

  static FineTuneRequest.Training loop(EngineSettings engine, Pace pace) {
    return new FineTuneRequest.Training(STEPS, 0, 4, 1, false, 1, engine, pace, 0);
  }

  FineTuneResult run(FineTuneRequest request, String name) throws IOException {
    return run(request, name, FineTune.Watch.NONE);
  }

  FineTuneResult run(FineTuneRequest request, String name, FineTune.Watch watch)
      throws IOException {
    Path output = Files.createDirectories(place.resolve(name));
    try (FineTune job = FineTune.prepare(request)) {
      return job.run(output, watch);
    }
  }

  Path adapterFile(String name) {
    return place.resolve(name).resolve("adapter").resolve(AdapterFiles.TENSORS);
  }

  byte[] adapterBytes(String name) throws IOException {
    return Files.readAllBytes(adapterFile(name));
  }

  /** Ends the run after a step, as Ctrl-C would. */
  static FineTune.Watch stoppingAt(long step) {
    return new FineTune.Watch(new CompositeSink(List.of()), new StopAt(step), false);
  }

  static FineTune.Watch resuming() {
    return new FineTune.Watch(new CompositeSink(List.of()), TrainListener.NONE, true);
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
}
