// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import java.nio.file.Path;
import java.util.List;
import org.eidograph.train.TrainResult;

/**
 * What a run gave.
 *
 * @param adapterDirectory a PEFT directory
 * @param samples the request's prompts, continued before, during and after
 */
public record FineTuneResult(TrainResult training, Path adapterDirectory, List<Sample> samples) {
  public FineTuneResult {
    samples = List.copyOf(samples);
  }

  /**
   * A prompt and its greedy continuations.
   *
   * @param during in step order; empty unless the run samples on its way
   */
  public record Sample(String prompt, String before, List<Stage> during, String after) {
    public Sample {
      during = List.copyOf(during);
    }
  }

  /** A continuation after some steps. */
  public record Stage(long step, String text) {}
}
