// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.metrics;

import java.time.Instant;

/**
 * Takes the rows of one training run, in rising step order, from one thread.
 *
 * <p>When {@link #write} returns, the row has left the process: killing the run does not lose it.
 */
public interface MetricSink extends AutoCloseable {
  /**
   * Writes one row.
   *
   * @param wallTime when the step ended
   * @throws org.eidograph.base.OutOfResourcesException if the disk is full or refuses the write
   */
  void write(MetricRow row, Instant wallTime);

  @Override
  void close();
}
