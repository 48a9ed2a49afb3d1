// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ToleranceTest {
  @Test
  void endsBelongToIt() {
    Tolerance tolerance = Tolerance.between(-0.75, -0.35);

    assertThat(tolerance.holds(-0.75)).isTrue();
    assertThat(tolerance.holds(-0.35)).isTrue();
    assertThat(tolerance.holds(-0.34)).isFalse();
    assertThat(tolerance.holds(Double.NaN)).isFalse();
    assertThat(Tolerance.atLeast(2).holds(Double.POSITIVE_INFINITY)).isTrue();
    assertThat(Tolerance.atMost(2).holds(2.001)).isFalse();
  }

  @Test
  void marginIsTheDistanceToTheNearerEnd() {
    assertThat(Tolerance.between(1, 4).margin(2)).isEqualTo(1);
    assertThat(Tolerance.between(1, 4).margin(3.5)).isEqualTo(0.5);
    assertThat(Tolerance.atLeast(1).margin(-1)).isEqualTo(-2);
  }

  @Test
  void textIsShort() {
    assertThat(Tolerance.atLeast(8 / 9.0).text()).isEqualTo("≥ 0.889");
    assertThat(Tolerance.atMost(1e-12).text()).isEqualTo("≤ 1e-12");
    assertThat(Tolerance.between(-0.75, 20).text()).isEqualTo("-0.75 to 20");
  }

  @Test
  void refusesNoEndAndTurnedEnds() {
    assertThatThrownBy(() -> new Tolerance(null, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Tolerance.between(2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2.0 to 1.0");
  }
}
