// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardSinkTest {
  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

  @TempDir Path directory;

  @Test
  void everyRowIsOnDiskBeforeTheSinkIsClosed() throws IOException {
    try (TensorBoardSink sink = TensorBoardSink.create(directory, NOW)) {
      sink.write(new MetricRow(7, 0.5, Map.of("loss", 2.0)), NOW);

      ByteArrayOutputStream expected = new ByteArrayOutputStream();
      expected.writeBytes(EventRecords.fileVersion(NOW));
      expected.writeBytes(EventRecords.scalars(7, NOW, ordered("loss", 2.0, "epoch", 0.5)));
      assertThat(Files.readAllBytes(sink.file())).isEqualTo(expected.toByteArray());
    }
  }

  @Test
  void resumingWritesAFurtherFileThatSortsAfterTheFirst() {
    try (TensorBoardSink first = TensorBoardSink.create(directory, NOW);
        TensorBoardSink second = TensorBoardSink.resume(directory, 7, NOW)) {
      assertThat(second.file().getFileName().toString())
          .isGreaterThan(first.file().getFileName().toString())
          .contains("tfevents");
    }
  }

  @Test
  void resumingVoidsTheStepsAfterTheResumedOne() throws IOException {
    try (TensorBoardSink sink = TensorBoardSink.resume(directory, 7, NOW)) {
      byte[] head = EventRecords.fileVersion(NOW);
      byte[] session = EventRecords.sessionStart(8, NOW);
      assertThat(Files.readAllBytes(sink.file())).startsWith(head).endsWith(session);
    }
  }

  private static Map<String, Double> ordered(String a, double x, String b, double y) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put(a, x);
    values.put(b, y);
    return values;
  }
}
