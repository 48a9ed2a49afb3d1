// Licensed under the Apache License, Version 2.0.
package org.eidograph.pretrain;

import java.nio.file.Path;
import java.util.List;
import org.eidograph.finetune.FineTuneResult;
import org.eidograph.train.TrainResult;

/**
 * What a training gave.
 *
 * @param modelDirectory a checkpoint in Hugging Face layout
 * @param samples the request's prompts, continued before, during and after
 */
public record PretrainResult(
    TrainResult training, Path modelDirectory, List<FineTuneResult.Sample> samples) {
  public PretrainResult {
    samples = List.copyOf(samples);
  }
}
