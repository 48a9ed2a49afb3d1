// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.eidograph.theory.limit.FiniteWidthDiffusion.Settings;
import org.eidograph.theory.moments.Estimate;
import org.eidograph.theory.moments.GaussLegendre;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class OrnsteinUhlenbeckCaseTest {
  private static final OrnsteinUhlenbeckCase CASE = new OrnsteinUhlenbeckCase(0.7, 0);

  @Test
  void seriesIsTheIntegralOfExpSquare() {
    GaussLegendre rule = GaussLegendre.of(40);
    for (double y : List.of(-2.0, 0.3, 1.0, 3.0)) {
      double integral = 0;
      for (int i = 0; i < rule.size(); i++) {
        double s = y * rule.unitNode(i);
        integral += y * rule.unitWeight(i) * Math.exp(s * s);
      }
      // 40 nodes resolve e^(s²) up to 3 to rounding.
      assertThat(OrnsteinUhlenbeckCase.h(y) / integral).isEqualTo(1, within(1e-13));
    }
  }

  @Test
  void inverseIsTheInverse() {
    for (double y : new double[] {-5.5, -1, -1e-8, 0, 1e-3, 0.9, 2, 4.4, 5.9}) {
      assertThat(OrnsteinUhlenbeckCase.inverse(OrnsteinUhlenbeckCase.h(y)))
          .isEqualTo(y, within(1e-14 * Math.max(1, Math.abs(y))));
    }
    assertThat(CASE.fromProcess(CASE.toProcess(3.3))).isEqualTo(3.3, within(1e-13));
  }

  @Test
  void fewPathsOfTheNetworkOfWidthOneFollowTheProcess() {
    agree(1_000, 100);
  }

  @Test
  @Tag("slow")
  void manyPathsOfTheNetworkOfWidthOneFollowTheProcess() {
    agree(20_000, 400);
  }

  private static void agree(int paths, int steps) {
    double[] ends =
        FiniteWidthDiffusion.widthOne(CASE::activation, 1, new Settings(1, steps, paths, 2));
    double[] y = Arrays.stream(ends).map(CASE::toProcess).toArray();
    Estimate mean = Estimate.ofSamples(y);
    double variance = mean.error() * mean.error() * paths;

    // Four standard errors, and an Euler bias of order 1/steps.
    assertThat(mean.value()).isEqualTo(CASE.mean(1, 1), within(4 * mean.error() + 1.0 / steps));
    assertThat(variance)
        .isEqualTo(CASE.variance(1), within(4 * variance * Math.sqrt(2.0 / paths) + 1.0 / steps));
  }

  @Test
  void momentsAreThoseOfAnOrnsteinUhlenbeckProcess() {
    // Digits of another program.
    assertThat(CASE.mean(1, 1)).isEqualTo(0.37585, within(1e-5));
    assertThat(CASE.variance(1)).isEqualTo(0.31234, within(1e-5));
    assertThat(CASE.mean(1, 0)).isEqualTo(CASE.toProcess(1));
    assertThat(CASE.variance(0)).isEqualTo(0);
  }

  @Test
  void refusesParametersAndArgumentsOutsideItsRange() {
    assertThatThrownBy(() -> new OrnsteinUhlenbeckCase(0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> OrnsteinUhlenbeckCase.inverse(1e15))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 1.0E15");
  }
}
