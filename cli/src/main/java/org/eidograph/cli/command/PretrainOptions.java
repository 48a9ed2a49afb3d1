// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import org.eidograph.base.UsageException;
import org.eidograph.finetune.Course;
import org.eidograph.finetune.FineTuneRequest;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.pretrain.PretrainRequest;
import org.eidograph.train.engine.EngineSettings;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;

/** Mixin: everything about a training of a whole model except the model, under headings. */
final class PretrainOptions {
  @Mixin private ScalingOptions scaling;

  @ArgGroup(validate = false, heading = "%nData:%n", order = 1)
  private final TextData data = new TextData();

  @ArgGroup(validate = false, heading = "%nSchedule:%n", order = 2)
  private final ScheduleChoice schedule = new ScheduleChoice();

  @ArgGroup(validate = false, heading = "%nSteps and batches:%n", order = 3)
  private final LoopChoice loop = new LoopChoice();

  @ArgGroup(validate = false, heading = "%nSpeed and memory:%n", order = 4)
  private final EngineChoice engine = new EngineChoice();

  @ArgGroup(validate = false, heading = "%nEvaluation and checkpoints:%n", order = 5)
  private final PaceChoice pace = new PaceChoice();

  @ArgGroup(validate = false, heading = "%nResult:%n", order = 6)
  private final ResultChoice result = new ResultChoice();

  /** The request for a model of this configuration. */
  PretrainRequest request(PretrainRequest.Start start, TransformerConfig config) {
    return new PretrainRequest(
        start,
        data.request(),
        scaling.request(config),
        new Course(
            new FineTuneRequest.Training(
                loop.steps(),
                loop.epochs,
                loop.batchSize,
                loop.accumulation,
                loop.packing,
                loop.clip,
                engine(),
                pace.request(),
                loop.seed),
            schedule.schedule,
            schedule.warmup,
            schedule.floor),
        result.request());
  }

  private EngineSettings engine() {
    EngineSettings settings = engine.ofWholeModel();
    if (settings.prefixCacheBytes() > 0) {
      throw new UsageException(
          "a prefix cache keeps what frozen layers compute, but pretrain trains every layer; leave --prefix-cache-mb out");
    }
    return settings;
  }
}
