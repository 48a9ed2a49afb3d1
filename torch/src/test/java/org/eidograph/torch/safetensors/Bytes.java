// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Hand-built safetensors files. */
final class Bytes {
  static final Path GOLDEN = Path.of("src/test/resources/golden/safetensors");

  private Bytes() {}

  /** Length, header text, then zeroed data. */
  static byte[] file(String header, int dataBytes) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }

  static Path write(Path directory, byte[] bytes) throws IOException {
    return Files.write(directory.resolve("weights.safetensors"), bytes);
  }

  /** One tensor named w. */
  static String header(String dtype, String shape, String offsets) {
    return "{\"w\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}}"
        .formatted(dtype, shape, offsets);
  }
}
