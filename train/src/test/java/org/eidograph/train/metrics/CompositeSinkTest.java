// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompositeSinkTest {
  private final List<String> calls = new ArrayList<>();

  @Test
  void handsEveryRowToAllSinksInOrder() {
    try (MetricSink sink = new CompositeSink(List.of(recording("a"), recording("b")))) {
      sink.write(new MetricRow(3, 0, Map.of("loss", 1.0)), Instant.EPOCH);
    }

    assertThat(calls).containsExactly("a 3", "b 3", "close b", "close a");
  }

  @Test
  void closesTheOthersWhenOneFailsAndThenFails() {
    MetricSink failing =
        new MetricSink() {
          @Override
          public void write(MetricRow row, Instant wallTime) {}

          @Override
          public void close() {
            throw new IllegalStateException("disk");
          }
        };
    MetricSink sink = new CompositeSink(List.of(recording("a"), failing));

    assertThatThrownBy(sink::close).hasMessage("disk");
    assertThat(calls).containsExactly("close a");
  }

  @Test
  void refusesAMetricNamedLikeAColumnOfItsOwn() {
    assertThatThrownBy(() -> new MetricRow(1, 0, Map.of("step", 1.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'step'");
  }

  private MetricSink recording(String name) {
    return new MetricSink() {
      @Override
      public void write(MetricRow row, Instant wallTime) {
        calls.add(name + " " + row.step());
      }

      @Override
      public void close() {
        calls.add("close " + name);
      }
    };
  }
}
