// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatedMomentsTest {
  /** E[φ(Z)²] of SiLU is 0.3557755198 at q = 1, from the table made by mpmath. */
  @Test
  void independentGateMultipliesTheVariance() {
    assertThat(GatedMoments.secondMoment(Smooth.SILU, 1, 3))
        .isCloseTo(3 * 0.3557755198, within(1e-9)); // digits of the table
  }

  /** φ(x) = x: E[u²v²] = q_u·q_v·(1 + 2ρ²) by Isserlis' theorem. */
  @ParameterizedTest
  @ValueSource(doubles = {-1, -0.3, 0, 0.5, 1})
  void identityFollowsIsserlis(double rho) {
    double expected = 0.7 * 1.9 * (1 + 2 * rho * rho);

    assertThat(GatedMoments.secondMoment(Activation.identity(), 0.7, 1.9, rho))
        .isCloseTo(expected, within(1e-13));
  }

  @Test
  void correlatedGateAgreesWithDrawing() {
    double rho = -0.6;
    SplittableRandom random = new SplittableRandom(5);
    double[] drawn = new double[20_000];
    for (int i = 0; i < drawn.length; i++) {
      double u = Math.sqrt(2) * random.nextGaussian();
      double v =
          rho * Math.sqrt(0.5 / 2) * u + Math.sqrt(0.5 * (1 - rho * rho)) * random.nextGaussian();
      double product = Activation.gelu().value(u) * v;
      drawn[i] = product * product;
    }

    Estimate estimate = Estimate.ofSamples(drawn);
    assertThat(estimate.covers(GatedMoments.secondMoment(Activation.gelu(), 2, 0.5, rho), 4))
        .isTrue(); // four standard errors, fixed seed
  }

  /** A small step d of the input moves φ(u)·v by φ'(u)v·σ_u·d and φ(u)·σ_v·d, independently. */
  @Test
  void chiIsTheGrowthOfASmallStep() {
    SplittableRandom random = new SplittableRandom(6);
    double step = 1e-4;
    double[] growth = new double[20_000];
    for (int i = 0; i < growth.length; i++) {
      double u = random.nextGaussian();
      double v = Math.sqrt(1.5) * random.nextGaussian();
      double movedU = u + 1.2 * step * random.nextGaussian();
      double movedV = v + 0.8 * step * random.nextGaussian();
      double change = (Smooth.SILU.value(movedU) * movedV - Smooth.SILU.value(u) * v) / step;
      growth[i] = change * change;
    }

    Estimate estimate = Estimate.ofSamples(growth);
    assertThat(estimate.covers(GatedMoments.chi(Smooth.SILU, 1, 1.5, 1.2, 0.8), 4)).isTrue();
  }

  @Test
  void domainsAreChecked() {
    assertThatThrownBy(() -> GatedMoments.secondMoment(Smooth.SILU, 0, 1))
        .hasMessageContaining("the gate variance must be positive");
    assertThatThrownBy(() -> GatedMoments.secondMoment(Smooth.SILU, 1, 1, 1.5))
        .hasMessageContaining("got 1.5");
    assertThatThrownBy(() -> GatedMoments.chi(Smooth.SILU, 1, 1, -1, 1))
        .hasMessageContaining("the gate's sigma must be zero or positive");
  }
}
