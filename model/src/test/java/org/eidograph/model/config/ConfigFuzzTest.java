// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.eidograph.base.EidographException;
import org.eidograph.base.Json;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Damaged configurations are read or refused, and never fail in any other way. */
class ConfigFuzzTest {
  private static final long SEED = Long.getLong("eidograph.seed", 20_261_124L);
  private static final ObjectNode REAL =
      Json.readObject(Path.of("src/test/resources/config/real.json"));
  private static final String[] VALUES = {
    "null",
    "0",
    "-1",
    "1",
    "3",
    "64",
    "2147483647",
    "99999999999999999999",
    "1e308",
    "1e-320",
    "0.5",
    "true",
    "\"\"",
    "\"silu\"",
    "\"yarn\"",
    "[]",
    "[1, 2]",
    "[\"sliding_attention\"]",
    "{}",
    "{\"rope_type\": \"dynamic\", \"factor\": 4}",
    "{\"rope_type\": \"yarn\", \"factor\": 1e300}",
    "{\"rope_type\": \"llama3\"}"
  };

  @Test
  void someMutatedConfigurations() {
    changedValues(300);
  }

  @Test
  @Tag("slow")
  void manyMutatedConfigurations() {
    Assertions.assertTimeoutPreemptively(Duration.ofMinutes(3), () -> changedValues(10_000));
  }

  @Test
  @Tag("slow")
  void manyMutatedFiles(@TempDir Path directory) {
    Assertions.assertTimeoutPreemptively(
        Duration.ofMinutes(3), () -> changedBytes(directory, 5_000));
  }

  private static void changedValues(int cases) {
    Random random = new Random(SEED);
    List<String> names = new ArrayList<>(REAL.propertyNames());
    int read = 0;
    for (int i = 0; i < cases; i++) {
      ObjectNode node = (ObjectNode) REAL.get(names.get(random.nextInt(names.size()))).deepCopy();
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        change(node, random);
      }
      read +=
          outcome(i, node.toString(), () -> ConfigReader.read(new ConfigDocument(node, "f"), null));
    }
    // were all refused, only the first check would have been tried
    assertThat(read).isBetween(cases / 10, cases);
  }

  private static void change(ObjectNode node, Random random) {
    List<String> keys = new ArrayList<>(node.propertyNames());
    String key = keys.get(random.nextInt(keys.size()));
    if (random.nextInt(4) == 0) {
      node.remove(key);
    } else {
      JsonNode value = Json.parse(VALUES[random.nextInt(VALUES.length)], "test");
      node.set(random.nextInt(4) == 0 ? "rope_scaling" : key, value);
    }
  }

  private static void changedBytes(Path directory, int cases) throws IOException {
    Random random = new Random(SEED);
    byte[] whole = REAL.get("llama-3.2-1b-instruct").toString().getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < cases; i++) {
      byte[] bytes = Arrays.copyOf(whole, whole.length - random.nextInt(4));
      for (int changes = random.nextInt(4); changes >= 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Files.write(directory.resolve("config.json"), bytes);
      String shown = new String(bytes, StandardCharsets.ISO_8859_1);
      outcome(i, shown, () -> ConfigReader.read(directory));
    }
  }

  /** 1 if it was read, 0 if it was refused with a message. */
  private static int outcome(int index, String input, Runnable reading) {
    try {
      reading.run();
      return 1;
    } catch (EidographException refused) {
      assertThat(refused.getMessage()).isNotBlank();
      return 0;
    } catch (RuntimeException | Error other) {
      return fail("case %d with -Deidograph.seed=%d: %s".formatted(index, SEED, input), other);
    }
  }
}
