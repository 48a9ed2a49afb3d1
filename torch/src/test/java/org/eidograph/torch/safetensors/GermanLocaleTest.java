// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The user's language changes neither a byte written nor a number in a message. */
class GermanLocaleTest {
  private final Locale before = Locale.getDefault();

  @TempDir Path directory;

  @AfterEach
  void restoreTheLocale() {
    Locale.setDefault(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"de-DE", "tr-TR", "ar-EG-u-nu-arab"})
  void writesTheSameShardsEverywhere(String language) throws IOException {
    Path plain = Files.createDirectory(directory.resolve("plain"));
    Path local = Files.createDirectory(directory.resolve("local"));
    Locale.setDefault(Locale.ROOT);
    writeShards(plain);

    Locale.setDefault(Locale.forLanguageTag(language));
    writeShards(local);

    for (String name : plain.toFile().list()) {
      assertThat(Files.mismatch(plain.resolve(name), local.resolve(name))).as(name).isEqualTo(-1);
    }
  }

  @Test
  void messagesShowPlainDigits() throws IOException {
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    Path file = Bytes.write(directory, Bytes.file("{}", 1234));

    assertThatThrownBy(() -> SafetensorsHeader.read(file)).hasMessageContaining("1234 bytes");
  }

  private static void writeShards(Path target) {
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (int i = 0; i < 4; i++) {
        tensors.put("INPUT." + i, Tensors.full(0.5, DType.FLOAT32, Device.CPU, 1234));
      }
      ShardWriter.write(target, tensors, 2 * 4 * 1234);
    }
  }
}
