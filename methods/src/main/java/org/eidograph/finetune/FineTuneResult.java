// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import java.nio.file.Path;
import java.util.List;
import org.eidograph.train.TrainResult;

/**
 * What a run gave.
 *
 * @param adapterDirectory a PEFT directory
 * @param samples the request's prompts, continued before and after
 */
public record FineTuneResult(TrainResult training, Path adapterDirectory, List<Sample> samples) {
  public FineTuneResult {
    samples = List.copyOf(samples);
  }

  /** A prompt and its greedy continuations. */
  public record Sample(String prompt, String before, String after) {}
}
