// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.metrics;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The bytes of a TensorBoard event file.
 *
 * <p>A record is: payload length (uint64), its masked CRC32C (uint32), payload, its masked CRC32C
 * (uint32), all little endian. The payload is a protocol-buffer {@code Event}: 1 wall_time (double,
 * seconds), 2 step (int64), 3 file_version (string), 5 summary, 7 session_log. A summary repeats
 * field 1, a value with 1 tag (string) and 2 simple_value (float).
 */
final class EventRecords {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  /** TFRecord's constant: it keeps a CRC from being computed over bytes that hold that CRC. */
  private static final int MASK_DELTA = 0xa282ead8;

  private static final int SESSION_START = 1;

  private EventRecords() {}

  /** The first record of every file. */
  static byte[] fileVersion(Instant wallTime) {
    ByteArrayOutputStream event = event(wallTime, 0);
    putBytes(event, 3, "brain.Event:2".getBytes(StandardCharsets.UTF_8));
    return frame(event.toByteArray());
  }

  /** Says that a resumed run goes on: what older files hold at or after {@code step} is void. */
  static byte[] sessionStart(long step, Instant wallTime) {
    ByteArrayOutputStream session = new ByteArrayOutputStream();
    putVarint(session, 1, SESSION_START);
    ByteArrayOutputStream event = event(wallTime, step);
    putBytes(event, 7, session.toByteArray());
    return frame(event.toByteArray());
  }

  /** One event with a scalar per entry. */
  static byte[] scalars(long step, Instant wallTime, Map<String, Double> values) {
    ByteArrayOutputStream summary = new ByteArrayOutputStream();
    values.forEach((tag, value) -> putBytes(summary, 1, scalar(tag, value)));
    ByteArrayOutputStream event = event(wallTime, step);
    putBytes(event, 5, summary.toByteArray());
    return frame(event.toByteArray());
  }

  static byte[] frame(byte[] payload) {
    byte[] length =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(payload.length).array();
    return ByteBuffer.allocate(16 + payload.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(length)
        .putInt(maskedCrc(length))
        .put(payload)
        .putInt(maskedCrc(payload))
        .array();
  }

  private static int maskedCrc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
  }

  private static ByteArrayOutputStream event(Instant wallTime, long step) {
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    double seconds = wallTime.getEpochSecond() + wallTime.getNano() / 1e9;
    putKey(event, 1, FIXED64);
    event.writeBytes(
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(seconds).array());
    if (step != 0) { // proto3 leaves a zero out
      putVarint(event, 2, step);
    }
    return event;
  }

  private static byte[] scalar(String tag, double value) {
    ByteArrayOutputStream scalar = new ByteArrayOutputStream();
    putBytes(scalar, 1, tag.getBytes(StandardCharsets.UTF_8));
    putKey(scalar, 2, FIXED32);
    scalar.writeBytes(
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat((float) value).array());
    return scalar.toByteArray();
  }

  private static void putBytes(ByteArrayOutputStream out, int field, byte[] bytes) {
    putKey(out, field, BYTES);
    putRawVarint(out, bytes.length);
    out.writeBytes(bytes);
  }

  private static void putVarint(ByteArrayOutputStream out, int field, long value) {
    putKey(out, field, VARINT);
    putRawVarint(out, value);
  }

  private static void putKey(ByteArrayOutputStream out, int field, int wireType) {
    putRawVarint(out, ((long) field << 3) | wireType);
  }

  private static void putRawVarint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
