// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Keeps the example of the package documentation alive. */
class PackageExampleTest {
  @Test
  void exampleOfThePackageGivesThePublishedMoments() {
    CovarianceMap map = CovarianceMap.of(Activation.gelu(), 1.0);
    double t = map.covariance(0.5); // E[φ(u)φ(v)] at correlation 1/2
    double slope = map.derivative(0.5); // E[φ'(u)φ'(v)]
    double gain = 1 / Math.sqrt(GaussianMoments.secondMoment(Activation.gelu(), 1.0));

    // Digits of another program, also found by two-dimensional quadrature.
    assertThat(t).isEqualTo(0.227294915022, within(1e-12));
    assertThat(slope).isEqualTo(0.342267242459, within(1e-12));
    assertThat(gain).isEqualTo(1.53353044, within(1e-8));
  }
}
