// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import org.eidograph.cli.run.RunDirectory;
import org.eidograph.finetune.FineTune;
import org.eidograph.finetune.FineTunePlan;

/**
 * A prepared run of some task, as its directory and console see it.
 *
 * @param <S> what it prints at its end
 */
interface TrainingJob<S> extends AutoCloseable {
  FineTunePlan plan();

  /** Trains and writes adapter or model into the directory. */
  void train(Path output, FineTune.Watch watch);

  /**
   * Writes the pages; called once, after {@link #train} and when the metrics are complete.
   *
   * @param repeat the command that does the run again
   */
  S report(RunDirectory directory, String repeat);

  @Override
  void close();
}
