// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eidograph.base.UsageException;
import org.eidograph.theory.lora.LoraLearningRate.Setting;
import org.junit.jupiter.api.Test;

class ModuleRatesTest {
  @Test
  void fourTimesTheFanInHalvesTheRateOfInitAAndQuartersThatOfInitB() {
    assertThat(rates(RandomFactor.A).get("down_proj")).isEqualTo(5e-4, within(1e-15));
    assertThat(rates(RandomFactor.B).get("down_proj")).isEqualTo(2.5e-4, within(1e-15));
    assertThat(rates(RandomFactor.A).keySet()).containsExactly("q_proj", "down_proj");
  }

  @Test
  void equalModulesKeepTheOneRateBitForBit() {
    assertThat(rates(RandomFactor.A).get("q_proj")).isEqualTo(1e-3);
  }

  @Test
  void refusesAModuleThatStartsFromTheOtherFactor() {
    Setting a = new Setting(RandomFactor.A, 1, 8, 64);
    Map<String, Setting> modules = Map.of("q_proj", new Setting(RandomFactor.B, 1, 8, 64));

    assertThatThrownBy(() -> ModuleRates.of(1e-3, a, modules)).isInstanceOf(UsageException.class);
  }

  private static Map<String, Double> rates(RandomFactor start) {
    Setting square = new Setting(start, 1, 8, 64);
    Map<String, Setting> modules = new LinkedHashMap<>();
    modules.put("q_proj", square);
    modules.put("down_proj", square.withFanIn(256));
    return ModuleRates.of(1e-3, square, modules);
  }
}
