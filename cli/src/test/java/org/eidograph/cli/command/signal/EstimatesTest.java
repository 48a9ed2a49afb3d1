// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import static org.assertj.core.api.Assertions.assertThat;

import org.eidograph.theory.moments.Estimate;
import org.junit.jupiter.api.Test;

class EstimatesTest {
  @Test
  void errorHasTwoDigitsAndTheValueAsManyPlaces() {
    assertThat(Estimates.text(new Estimate(0.99712, 0.01138))).isEqualTo("0.997 ± 0.011");
    assertThat(Estimates.text(new Estimate(-68.049, 0.3381))).isEqualTo("-68.05 ± 0.34");
    assertThat(Estimates.text(new Estimate(12345.6, 217))).isEqualTo("12346 ± 217");
  }

  @Test
  void whatWasNotDrawnOrIsCertainHasNoError() {
    assertThat(Estimates.text(null)).isEqualTo("-");
    assertThat(Estimates.text(new Estimate(2, 0))).isEqualTo("2");
    assertThat(Estimates.text(new Estimate(-0.5, 1e-16))).isEqualTo("-0.5");
    assertThat(Estimates.text(new Estimate(3, Double.NaN))).isEqualTo("3");
  }
}
