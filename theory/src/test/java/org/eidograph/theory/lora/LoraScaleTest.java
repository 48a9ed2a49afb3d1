// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.eidograph.base.UsageException;
import org.junit.jupiter.api.Test;

class LoraScaleTest {
  /** Scalings that peft reported for r 4, alpha 8 or 32, with and without rank stabilisation. */
  @Test
  void agreesWithPeft() {
    assertThat(LoraScale.of(8.0, null, false, 1).multiplier(4)).isEqualTo(2);
    assertThat(LoraScale.of(8.0, null, true, 1).multiplier(4)).isEqualTo(4);
    assertThat(LoraScale.of(8.0, null, true, 1).multiplier(2)).isEqualTo(5.657, within(5e-4));
    assertThat(LoraScale.of(8.0, null, true, 1).withAlpha(32).multiplier(4)).isEqualTo(16);
  }

  @Test
  void explicitScaleIgnoresTheRank() {
    assertThat(LoraScale.of(null, 0.5, false, 32).multiplier(64)).isEqualTo(0.5);
  }

  @Test
  void refusesAlphaAndScaleTogether() {
    assertThatThrownBy(() -> LoraScale.of(8.0, 2.0, false, 32))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("scale 2.0 with alpha 8.0");
  }

  @Test
  void refusesWhatIsNotPositive() {
    assertThatThrownBy(() -> LoraScale.of(0.0, null, false, 32))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("alpha must be a positive number, got 0.0");
    assertThatThrownBy(() -> LoraScale.of(null, Double.NaN, false, 32))
        .isInstanceOf(UsageException.class);
  }
}
