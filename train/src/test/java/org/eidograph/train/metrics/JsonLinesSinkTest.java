// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import org.eidograph.base.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesSinkTest {
  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

  @TempDir Path directory;

  @Test
  void everyRowIsOneLineOnDiskBeforeTheSinkIsClosed() throws IOException {
    try (JsonLinesSink sink = JsonLinesSink.create(file())) {
      sink.write(row(1, 2.5), NOW);

      assertThat(Files.readString(file()))
          .isEqualTo(
              "{\"step\":1,\"epoch\":0.25,\"wall_time\":\"2026-11-24T10:00:00Z\",\"loss\":2.5}\n");
    }
  }

  @Test
  void aValueThatJsonCannotHoldBecomesNull() throws IOException {
    try (JsonLinesSink sink = JsonLinesSink.create(file())) {
      sink.write(row(1, Double.NaN), NOW);
    }

    assertThat(Files.readString(file())).contains("\"loss\":null");
  }

  @Test
  void readingGivesTheRowsBackAndNaNForWhatJsonCannotHold() throws IOException {
    try (JsonLinesSink sink = JsonLinesSink.create(file())) {
      sink.write(row(1, 2.5), NOW);
      sink.write(row(2, Double.NaN), NOW);
    }
    Files.writeString(file(), "{\"step\":3,\"ep", StandardOpenOption.APPEND);

    assertThat(MetricLines.read(file())).containsExactly(row(1, 2.5), row(2, Double.NaN));
  }

  @Test
  void resumingDropsRowsAfterTheResumedStepAndKeepsItsOwn() throws IOException {
    try (JsonLinesSink sink = JsonLinesSink.create(file())) {
      for (int step = 1; step <= 4; step++) {
        sink.write(row(step, step), NOW);
      }
    }

    try (JsonLinesSink sink = JsonLinesSink.resume(file(), 2)) {
      sink.write(row(3, 30), NOW);
    }

    assertThat(Files.readAllLines(file()))
        .extracting(line -> line.replaceAll(".*\"loss\":(.*)}", "$1"))
        .containsExactly("1.0", "2.0", "30.0");
  }

  @Test
  void resumingDropsALineThatWasCutShort() throws IOException {
    try (JsonLinesSink sink = JsonLinesSink.create(file())) {
      sink.write(row(1, 1), NOW);
    }
    Files.writeString(file(), "{\"step\":2,\"ep", StandardOpenOption.APPEND);

    JsonLinesSink.resume(file(), 5).close();

    assertThat(Files.readAllLines(file())).hasSize(1);
  }

  @Test
  void resumingWithoutAFileStartsAnEmptyOne() {
    JsonLinesSink.resume(file(), 5).close();

    assertThat(file()).isEmptyFile();
  }

  @Test
  void refusesToResumeAFileThatIsNotMetrics() throws IOException {
    Files.writeString(file(), "{\"loss\":1.0}\n");

    assertThatThrownBy(() -> JsonLinesSink.resume(file(), 5))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("line 1")
        .hasMessageContaining("'step'");
  }

  private Path file() {
    return directory.resolve("metrics.jsonl");
  }

  private static MetricRow row(long step, double loss) {
    return new MetricRow(step, step / 4.0, Map.of("loss", loss));
  }
}
