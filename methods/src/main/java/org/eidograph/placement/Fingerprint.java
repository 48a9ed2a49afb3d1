// Licensed under the Apache License, Version 2.0.
package org.eidograph.placement;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.torch.NativeBytes;

/** SHA-256 of what scores were computed from, so that stored ones can be recognised. */
final class Fingerprint {
  private final MessageDigest digest = sha256();

  /** Adds one sample: its length and its ids, each as four big-endian bytes. */
  void add(int[] ids) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * ids.length).putInt(ids.length);
    for (int id : ids) {
      bytes.putInt(id);
    }
    digest.update(bytes.array());
  }

  /** 64 hexadecimal digits; starts anew. */
  String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The hash of all parameters in order: name, type, shape, elements as they lie in memory. */
  static String of(CausalLm model) {
    Fingerprint fingerprint = new Fingerprint();
    try (OutputStream out =
        new DigestOutputStream(OutputStream.nullOutputStream(), fingerprint.digest)) {
      for (Parameter parameter : model.parameters()) {
        String head =
            "%s %s %s\n"
                .formatted(
                    parameter.name(),
                    parameter.value().dtype().safetensorsName(),
                    Arrays.toString(parameter.value().shape()));
        out.write(head.getBytes(StandardCharsets.UTF_8));
        NativeBytes.write(parameter.value(), out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to a digest cannot fail", e);
    }
    return fingerprint.hex();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
