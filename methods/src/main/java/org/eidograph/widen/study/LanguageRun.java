// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.eidograph.base.AtomicFiles;
import org.eidograph.finetune.Course;
import org.eidograph.finetune.FineTune;
import org.eidograph.finetune.FineTuneRequest;
import org.eidograph.model.CompanionFiles;
import org.eidograph.model.config.ConfigReader;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.pretrain.Pretrain;
import org.eidograph.pretrain.PretrainRequest;
import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.theory.scaling.plan.PlanSettings;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.train.TrainSettings.Pace;
import org.eidograph.train.data.FieldMapping;
import org.eidograph.train.engine.EngineSettings;
import org.eidograph.transfer.RecipeChoice;
import org.eidograph.transfer.TransferRequest;
import org.eidograph.widen.CopyNoise;
import org.eidograph.widen.Verification;
import org.eidograph.widen.Widening;
import org.eidograph.widen.WideningPlan;
import org.eidograph.widen.WideningRequest;
import org.eidograph.widen.WidthGrowth;

/**
 * One training of a language model by AdamW in muP with base width 32, eight rows of 64 tokens a
 * step, rates rising for a tenth of the steps and then falling to zero.
 *
 * @param corpus texts and tokenizer
 * @param directory of this run, existing and empty
 * @param rate base rate
 * @param steps optimizer steps
 * @param seed of start, order and noise
 */
record LanguageRun(PlaysCorpus corpus, Path directory, double rate, long steps, long seed) {
  private static final int BASE_WIDTH = 32;
  private static final int ROWS = 8;
  private static final double WARM_UP = 0.1;
  private static final double INIT_STD = 0.1;
  private static final double DECAY = 0.1;
  private static final double CLIP = 1;

  /** Size of the paired noise: what {@code eido widen} adds unless told otherwise. */
  private static final double NOISE = 0.3;

  /** Trains from random weights; returns the held-out loss. */
  double scratch(SmallLlama model) {
    Path start = directory.resolve("start");
    try {
      Files.createDirectories(start);
      model.writeConfig(start);
      CompanionFiles.copy(corpus.tokenizer(), start);
    } catch (IOException e) {
      throw AtomicFiles.refusal(start, e);
    }
    return train(start, true);
  }

  /**
   * Widens the model of another run to twice its width and trains on.
   *
   * @param source name of that run's directory beside the corpus
   */
  double widened(String source) {
    Path place = Objects.requireNonNull(corpus.tokenizer().getParent());
    Path start = directory.resolve("start");
    Widening.write(
        new WideningRequest(
            place.resolve(source).resolve("model"),
            WidthGrowth.by(WideTwins.FACTOR),
            new CopyNoise(CopyNoise.Mode.PAIRED, NOISE, seed),
            Verification.FP32,
            new WideningRequest.Training(
                OptimizerKind.ADAMW, new WideningPlan.SourceSettings(rate, DECAY, 1e-8), null)),
        start);
    return train(start, false);
  }

  private double train(Path start, boolean fresh) {
    TransformerConfig config = ConfigReader.read(start);
    PlanSettings settings =
        PlanSettings.assumed().withLearningRate(rate).withInitStd(INIT_STD).withWeightDecay(DECAY);
    PretrainRequest request =
        new PretrainRequest(
            new PretrainRequest.Start(start, "small", fresh, DType.FLOAT32, Device.CPU),
            PretrainRequest.texts(
                List.of(corpus.train()),
                List.of(corpus.held()),
                config.maxPositions(),
                FieldMapping.none(),
                0),
            TransferRequest.ofBaseWidth(BASE_WIDTH, config, settings, RecipeChoice.USUAL),
            new Course(
                new FineTuneRequest.Training(
                    steps, 0, ROWS, 1, true, CLIP, EngineSettings.of(1), Pace.PLAIN, seed),
                FineTuneRequest.ScheduleKind.LINEAR,
                WARM_UP,
                0),
            FineTuneRequest.Output.of(List.of()));
    try (Pretrain job = Pretrain.prepare(request)) {
      return Objects.requireNonNull(job.run(directory, FineTune.Watch.NONE).training().after())
          .loss();
    }
  }
}
