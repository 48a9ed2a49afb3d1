// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.eidograph.theory.CsvTable;
import org.junit.jupiter.api.Test;

class PrunedCriticalityTest {
  @Test
  void magnitudePruningAgreesWithQuadratureInThirtyThreeDigits() {
    for (CsvTable.Row row : CsvTable.read("signal/magnitude-pruning.csv")) {
      double ours = PrunedCriticality.magnitudeSecondMoment(row.number("sparsity"));

      // dm/dz = −2z²n(z) is below 1, and z itself carries 1e-15.
      assertThat(ours / row.number("second_moment")).isEqualTo(1, within(1e-13));
    }
  }

  @Test
  void nothingPrunedChangesNothing() {
    assertThat(PrunedCriticality.magnitudeSecondMoment(0)).isEqualTo(1);
    assertThat(PrunedCriticality.randomSecondMoment(0)).isEqualTo(1);
    assertThat(PrunedCriticality.rescale(1)).isEqualTo(1);
  }

  @Test
  void estimateOnPrunedGaussianWeightsAgreesWithTheFormula() {
    SplittableRandom random = new SplittableRandom(4);
    double[] weights = new double[40_000];
    Arrays.setAll(weights, i -> random.nextGaussian());
    double[] sizes = Arrays.stream(weights).map(Math::abs).sorted().toArray();
    double threshold = sizes[(int) (0.9 * sizes.length)];
    boolean[] mask = new boolean[weights.length];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = Math.abs(weights[i]) >= threshold;
    }

    // Standard error about 1/√40000 = 0.5 %.
    assertThat(PrunedCriticality.secondMoment(weights, mask))
        .isEqualTo(PrunedCriticality.magnitudeSecondMoment(0.9), within(0.015));
  }

  @Test
  void randomRescalingIsTooLargeForMagnitudePruning() {
    double magnitude = PrunedCriticality.rescale(PrunedCriticality.magnitudeSecondMoment(0.99));
    double random = PrunedCriticality.rescale(PrunedCriticality.randomSecondMoment(0.99));

    assertThat(magnitude).isEqualTo(3.440274, within(1e-6));
    assertThat(random).isEqualTo(10, within(1e-12));
  }

  @Test
  void safeSparsityIsWhereConnectivityMeetsItsMargin() {
    double safe = PrunedCriticality.safeSparsity(4096);

    assertThat(PrunedCriticality.connectivity(4096, safe)).isEqualTo(4, within(1e-10));
    assertThat(PrunedCriticality.safeSparsity(2)).isEqualTo(0);
  }

  @Test
  void smallCommonComponentsAreHarmless() {
    assertThat(PrunedCriticality.correlatedNorm(1000, 0.0009)).isEqualTo(2);
    assertThat(PrunedCriticality.correlatedNorm(1000, 0.004)).isEqualTo(2.5, within(1e-12));
  }

  @Test
  void refusesEmptyLayersAndImpossibleSparsities() {
    assertThatThrownBy(() -> PrunedCriticality.randomSecondMoment(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a sparsity must be at least 0 and below 1, got 1.0");
    assertThatThrownBy(() -> PrunedCriticality.rescale(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("an empty layer cannot be rescaled");
    assertThatThrownBy(() -> PrunedCriticality.secondMoment(new double[2], new boolean[2]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PrunedCriticality.secondMoment(new double[2], new boolean[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one entry per weight, got 3 for 2");
  }
}
