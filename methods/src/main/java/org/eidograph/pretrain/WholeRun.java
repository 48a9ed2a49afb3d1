// Licensed under the Apache License, Version 2.0.
package org.eidograph.pretrain;

import java.nio.file.Path;
import org.eidograph.finetune.FineTune;
import org.eidograph.finetune.FineTunePlan;
import org.eidograph.train.data.DataSource;

/** A prepared training of a whole model; it owns model, tokenizer and data until {@link #close}. */
public sealed interface WholeRun extends AutoCloseable permits Pretrain, FullFineTune {
  /** What {@link #run} will do. */
  FineTunePlan plan();

  /** What the data are. */
  DataSource data();

  /**
   * Trains and writes a checkpoint to {@code <output>/model}.
   *
   * @param output an existing directory; checkpoints of the run go there too
   */
  PretrainResult run(Path output, FineTune.Watch watch);

  @Override
  void close();
}
