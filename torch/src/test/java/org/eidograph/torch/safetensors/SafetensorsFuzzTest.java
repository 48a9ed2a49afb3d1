// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.eidograph.base.BadInputException;
import org.eidograph.torch.Scope;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mutated files are either refused with a message or wholly readable; nothing else may happen.
 * Repeat one case with {@code -Deidograph.seed=N}.
 */
class SafetensorsFuzzTest {
  private static final long SEED = Long.getLong("eidograph.seed", 20_260_101);
  private static final String[] TOKENS = {
    "-1",
    "0",
    "9223372036854775807",
    "18446744073709551616",
    "1e400",
    "null",
    "[]",
    "{}",
    "\"\"",
    "\"F64\"",
    "[0,0]",
    "[4,0]",
    ",",
    "\"",
    "\\u0000",
    "true",
    "3.5",
    "\"__metadata__\"",
    "}}",
    "[["
  };

  @TempDir Path directory;

  @Test
  void twoHundredMutationsAreRefusedOrReadable() throws IOException {
    assertThat(mutate(200)).isPositive();
  }

  @Test
  @Tag("slow")
  void sixThousandMutationsAreRefusedOrReadable() throws IOException {
    assertThat(mutate(6000)).isPositive();
  }

  /** Returns how many were refused. */
  private int mutate(int cases) throws IOException {
    byte[] golden = Files.readAllBytes(Bytes.GOLDEN.resolve("types.safetensors"));
    int refused = 0;
    for (int i = 0; i < cases; i++) {
      long seed = SEED + i;
      Path file = Bytes.write(directory, mutation(golden, new Random(seed)));
      try {
        touchEverything(file);
      } catch (BadInputException e) {
        assertThat(e).hasMessageContaining(file.toString());
        refused++;
      } catch (RuntimeException | Error e) {
        fail("case -Deidograph.seed=" + seed + " was neither refused nor read", e);
      }
    }
    return refused;
  }

  private static void touchEverything(Path path) {
    try (Scope scope = Scope.open();
        SafetensorsFile file = SafetensorsFile.open(path)) {
      for (String name : file.names()) {
        assertThat(file.tensor(name).toDoubles()).hasSize((int) file.info(name).numel());
      }
    }
  }

  private static byte[] mutation(byte[] golden, Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> flipBytes(golden.clone(), random);
      case 1 -> Arrays.copyOf(golden, random.nextInt(golden.length + 64));
      case 2 -> shiftLength(golden.clone(), random);
      default -> replaceToken(golden, random);
    };
  }

  private static byte[] flipBytes(byte[] bytes, Random random) {
    for (int n = random.nextInt(4); n >= 0; n--) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private static byte[] shiftLength(byte[] bytes, Random random) {
    bytes[random.nextInt(8)] = (byte) random.nextInt(256);
    return bytes;
  }

  /** Replaces one value of the header and corrects its length, so that deeper rules are reached. */
  private static byte[] replaceToken(byte[] golden, Random random) {
    int length = (golden[0] & 0xff) | (golden[1] & 0xff) << 8;
    String header = new String(golden, 8, length, StandardCharsets.UTF_8);
    int at = random.nextInt(header.length());
    while (at > 0 && ":[,".indexOf(header.charAt(at - 1)) < 0) {
      at--;
    }
    int end = at;
    while (end < header.length() && ",]}".indexOf(header.charAt(end)) < 0) {
      end++;
    }
    String token =
        random.nextBoolean() ? TOKENS[random.nextInt(TOKENS.length)] : "" + random.nextInt(300);
    String changed = header.substring(0, at) + token + header.substring(end);
    byte[] file = Bytes.file(changed, golden.length - 8 - length);
    System.arraycopy(
        golden,
        8 + length,
        file,
        file.length - (golden.length - 8 - length),
        golden.length - 8 - length);
    return file;
  }
}
