// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AngleTest {
  @Test
  void angleAndGammaAreInverseWithoutLossOfDigits() {
    for (double theta : new double[] {1e-12, 1e-5, 0.3, 1.5, 2.9, Math.PI - 1e-6, Math.PI}) {
      // Relative to θ near 0; γ rounds to 2 near π, which leaves √eps of π − θ.
      double tolerance = theta < 3 ? 1e-15 * theta : 1e-9;
      assertThat(Angle.ofGamma(Angle.gamma(theta))).isEqualTo(theta, within(2 * tolerance));
    }
    assertThat(Angle.ofGamma(0)).isEqualTo(0);
    assertThat(Angle.ofGamma(2)).isEqualTo(Math.PI);
  }

  @Test
  void sineMinusThetaCosineIsContinuousWhereItsSeriesEnds() {
    double below = Angle.sineMinusThetaCosine(0.3 - 1e-9);
    double above = Angle.sineMinusThetaCosine(0.3 + 1e-9);

    // The derivative is θ sin θ; the direct form errs by 4e-15 of the value, 4e-17.
    assertThat(above - below).isEqualTo(2e-9 * 0.3 * Math.sin(0.3), within(1e-16));
    assertThat(Angle.sineMinusThetaCosine(Math.PI)).isEqualTo(Math.PI, within(1e-15));
    assertThat(Angle.sineMinusThetaCosine(1e-8)).isEqualTo(1e-24 / 3, within(1e-39));
  }

  @Test
  void zeroInputIsOrthogonalToEverything() {
    assertThat(Angle.gammaOf(0, 3, 0)).isEqualTo(1);
    assertThat(Angle.gammaOf(4, 9, 6)).isEqualTo(0);
    assertThat(Angle.gammaOf(4, 9, -6.0000001)).isEqualTo(2);
  }
}
