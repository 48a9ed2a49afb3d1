// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventRecordsTest {
  /** Made by interop/tensorboard/make_golden.py with TensorBoard's own record writer. */
  private static byte[] golden() throws IOException {
    try (InputStream in = EventRecordsTest.class.getResourceAsStream("golden.tfevents")) {
      return in.readAllBytes();
    }
  }

  @Test
  void writesTheSameBytesAsTensorBoard() throws IOException {
    ByteArrayOutputStream ours = new ByteArrayOutputStream();
    ours.writeBytes(EventRecords.fileVersion(Instant.ofEpochMilli(1764000000250L)));
    ours.writeBytes(EventRecords.scalars(0, second(1), values("loss", 5.08, "epoch", 0.0)));
    ours.writeBytes(
        EventRecords.scalars(
            1, second(2), values("loss", 4.5, "learning_rate", 2e-4, "epoch", 0.125)));
    ours.writeBytes(
        EventRecords.scalars(
            300,
            second(3),
            values("eval/loss", -1.0, "Größe ✓", Double.POSITIVE_INFINITY, "epoch", 2.0)));
    ours.writeBytes(
        EventRecords.scalars(
            5_000_000_000L, second(4), values("x".repeat(300), 1e-30, "epoch", 1e9)));
    ours.writeBytes(EventRecords.sessionStart(301, second(5)));

    assertThat(ours.toByteArray()).isEqualTo(golden());
  }

  @Test
  void framesAPayloadWithLengthAndMaskedChecksums() {
    // CRC32C("123456789") = e3069283 (RFC 3720's check value of this polynomial), masked:
    // rotate right by 15 -> 2507c60d, plus a282ead8 -> c78ab0e5
    byte[] record = EventRecords.frame("123456789".getBytes(StandardCharsets.US_ASCII));

    String hex = HexFormat.of().formatHex(record);
    assertThat(hex).startsWith("0900000000000000").endsWith("313233343536373839" + "e5b08ac7");
    assertThat(record).hasSize(8 + 4 + 9 + 4);
  }

  private static Instant second(int offset) {
    return Instant.ofEpochMilli(1764000000500L + 1000L * offset);
  }

  private static Map<String, Double> values(Object... pairs) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      values.put((String) pairs[i], (Double) pairs[i + 1]);
    }
    return values;
  }
}
