// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.eidograph.base.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTest {
  @ParameterizedTest
  @CsvSource({"cpu,cpu", "cuda,cuda:0", "cuda:1,cuda:1"})
  void readsWhatItPrints(String text, String printed) {
    assertThat(Device.parse(text)).hasToString(printed);
    assertThat(Device.parse(printed)).isEqualTo(Device.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "CPU", "gpu", "cuda:", "cuda:-1", "cuda:x", "cuda:1 ", "cpu:0", "cuda:9999"})
  void refusesOtherTextAndRepeatsIt(String text) {
    assertThatThrownBy(() -> Device.parse(text))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("'" + text + "'")
        .hasMessageContaining("cuda:N");
  }

  @Test
  void cudaWithoutAGpuSaysWhatToDo() {
    assumeThat(Torch.cudaAvailable()).isFalse();

    assertThatThrownBy(() -> Device.parse("cuda").requireAvailable())
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--device cpu");
    assertThat(Device.CPU.requireAvailable()).isEqualTo(Device.CPU);
  }
}
