// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.eidograph.theory.moments.Angle;
import org.junit.jupiter.api.Test;

class HalfAngleTest {
  @Test
  void polynomialAgreesWithTheLibraryOverTheWholeRange() {
    HalfAngle angles = new HalfAngle();
    double[] gamma = new double[HalfAngle.BLOCK + 3];
    for (int i = 0; i < HalfAngle.BLOCK; i++) {
      gamma[i + 3] = 2 * Math.pow(i / (HalfAngle.BLOCK - 1.0), 6);
    }
    angles.block(gamma, 3, HalfAngle.BLOCK);

    for (int i = 0; i < HalfAngle.BLOCK; i++) {
      double theta = Angle.ofGamma(gamma[i + 3]);
      // Relative rounding of a root, a quotient and a polynomial; near π two roundings of π.
      assertThat(angles.theta[i]).isEqualTo(theta, within(1e-15 * Math.max(theta, 1e-3)));
      assertThat(angles.arc[i]).isEqualTo(Angle.sineMinusThetaCosine(theta), within(3e-15));
    }
  }
}
