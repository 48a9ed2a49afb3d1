// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.metrics;

import java.time.Instant;
import java.util.List;

/**
 * Hands every row to several sinks, in order.
 *
 * @param sinks closed with this one, last first
 */
public record CompositeSink(List<MetricSink> sinks) implements MetricSink {
  public CompositeSink {
    sinks = List.copyOf(sinks);
  }

  @Override
  public void write(MetricRow row, Instant wallTime) {
    for (MetricSink sink : sinks) {
      sink.write(row, wallTime);
    }
  }

  /** Closes all sinks, also when one of them fails; the first failure is thrown at the end. */
  @Override
  public void close() {
    RuntimeException failure = null;
    for (int i = sinks.size() - 1; i >= 0; i--) {
      try {
        sinks.get(i).close();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
