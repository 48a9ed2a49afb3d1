// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.eidograph.theory.CsvTable;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Kink;
import org.eidograph.theory.moments.Labels;
import org.eidograph.theory.moments.Smooth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EdgeOfChaosTest {
  static Stream<CsvTable.Row> points() {
    return CsvTable.read("signal/edge-points.csv").stream();
  }

  @ParameterizedTest
  @MethodSource("points")
  void pointsAgreeWithTheTableOfTwentyDigits(CsvTable.Row row) {
    Activation phi = Labels.activation(row.text("activation"));
    EdgePoint point = EdgeOfChaos.point(phi, row.number("sigma_b"));

    // G is flat near small q: an error of 1e-14 in the moments moves q by about 1e-12.
    assertThat(point.init().sigmaW()).isEqualTo(row.number("sigma_w"), within(1e-11));
    assertThat(point.variance() / row.number("q")).isEqualTo(1, within(1e-11));
    assertThat(point.varianceSlope()).isEqualTo(row.number("variance_slope"), within(1e-10));
    if (point.rate() instanceof CorrelationRate.InverseDepth smooth) {
      assertThat(smooth.beta() / row.number("beta")).isEqualTo(1, within(1e-9));
    } else {
      assertThat(row.number("beta")).isNaN();
      assertThat(point.curvature()).isInfinite();
    }
  }

  @Test
  void reluLikeFunctionsHaveOnePointThatKeepsEveryVariance() {
    EdgeOfChaos edge = EdgeOfChaos.find(Activation.leakyRelu(0.01), 0);

    assertThat(edge).isInstanceOf(EdgeOfChaos.AnyVariance.class);
    EdgePoint point = ((EdgeOfChaos.AnyVariance) edge).point();
    assertThat(point.init().sigmaW()).isEqualTo(Math.sqrt(2 / 1.0001), within(1e-15));
    assertThat(new VarianceMap(point.phi(), point.init()).at(3.7)).isEqualTo(3.7, within(1e-14));
    assertThat(EdgeOfChaos.find(Activation.relu(), 0.1)).isInstanceOf(EdgeOfChaos.None.class);
  }

  @Test
  void softplusHasNone() {
    for (double sigmaB : new double[] {0, 0.1, 0.5, 1, 5}) {
      EdgeOfChaos edge = EdgeOfChaos.find(Smooth.SOFTPLUS, sigmaB);

      assertThat(edge).isInstanceOf(EdgeOfChaos.None.class);
      assertThat(((EdgeOfChaos.None) edge).reason()).contains("take another activation");
    }
  }

  @Test
  void sigmoidHasAnImpracticalOne() {
    EdgePoint point = EdgeOfChaos.point(Smooth.SIGMOID, 1e-6);

    // Where G leaves zero, found by another program: q = 45.624278, sigma_w = 10.1493.
    assertThat(point.variance()).isEqualTo(45.624278, within(1e-5));
    assertThat(point.init().sigmaW()).isEqualTo(10.1493, within(1e-4));
    assertThat(point.practical()).isFalse();
  }

  @Test
  void withoutBiasSmoothFunctionsHaveOnlyVanishingSignals() {
    for (String name : new String[] {"tanh", "sin", "erf", "gelu"}) {
      EdgeOfChaos edge = EdgeOfChaos.find(Labels.activation(name), 0);

      assertThat(edge).as(name).isInstanceOf(EdgeOfChaos.None.class);
      assertThat(((EdgeOfChaos.None) edge).reason()).contains("take sigmaB above 0");
    }
  }

  @Test
  void smallBiasMakesTheCorrelationMapNearlyTheIdentity() {
    double before = 1;
    for (double sigmaB : new double[] {0.2, 0.05, 0.0125}) {
      EdgePoint point = EdgeOfChaos.point(Smooth.TANH, sigmaB);
      double distance = point.correlationAtZero();

      // sup |f(c) - c| is at c = 0 for tanh, and falls with sigma_b.
      assertThat(distance).isPositive().isLessThan(0.5 * before);
      before = distance;
    }
  }

  @Test
  void ourNumericsShowUnstableVarianceForSiluAndGeluAtSmallBias() {
    assertThat(EdgeOfChaos.point(Smooth.SILU, 0.2).varianceStable()).isFalse();
    assertThat(EdgeOfChaos.point(Activation.gelu(), 0.2).varianceStable()).isFalse();
    assertThat(EdgeOfChaos.point(Smooth.CENTRED_SOFTPLUS, 0.2).varianceStable()).isFalse();
    // Their thresholds, where F' = 1, found by bisection in another program.
    assertThat(EdgeOfChaos.point(Smooth.SILU, 0.745079).varianceSlope()).isEqualTo(1, within(1e-6));
    assertThat(EdgeOfChaos.point(Activation.gelu(), 0.415839).varianceSlope())
        .isEqualTo(1, within(1e-6));
    assertThat(EdgeOfChaos.point(Smooth.SILU, 1).varianceStable()).isTrue();
  }

  @Test
  void safeDepthIsWhereADisturbedVarianceHasGrownToTheTolerance() {
    EdgePoint point = EdgeOfChaos.point(Smooth.SILU, 0.2);
    int depth = (int) Math.round(point.safeDepth(1e-6, 1e-3));
    double disturbed =
        new VarianceMap(point.phi(), point.init()).after(point.variance() * (1 + 1e-6), depth);

    // Linear growth up to 1e-3, rounding of the depth within one factor F' = 1.1.
    assertThat(disturbed / point.variance() - 1).isBetween(0.9e-3, 1.1e-3);
    assertThat(EdgeOfChaos.point(Smooth.TANH, 0.2).safeDepth(1e-6, 1e-3)).isInfinite();
  }

  @Test
  void usersOwnFunctionsSitOnTheirEdge() {
    Activation wiggle =
        Activation.custom("wiggle", x -> x + 0.9 * Math.sin(3 * x), x -> 1 + 2.7 * Math.cos(3 * x));
    EdgePoint point = EdgeOfChaos.point(wiggle, 0.3);
    VarianceMap map = new VarianceMap(wiggle, point.init());

    // The two equations that define the edge.
    assertThat(map.chi(point.variance())).isEqualTo(1, within(1e-12));
    assertThat(map.at(point.variance()) / point.variance()).isEqualTo(1, within(1e-12));
  }

  @Test
  void refusesNegativeScalesAndFunctionsThatAreNotFinite() {
    assertThatThrownBy(() -> EdgeOfChaos.find(Smooth.TANH, -0.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sigmaB must be zero or positive, and finite, got -0.1");
    assertThatThrownBy(() -> new Initialization(Double.NaN, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sigmaW");
    assertThatThrownBy(() -> EdgeOfChaos.find(Activation.custom("log", Math::log, x -> 1 / x), 0.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be finite everywhere, got NaN");
    assertThatThrownBy(() -> EdgeOfChaos.point(Smooth.SOFTPLUS, 0.2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("softplus has none at sigmaB 0.2");
  }

  @Test
  void declaredKinksEnterTheRate() {
    Activation user =
        org.eidograph.theory.moments.Custom.of(
            "hat",
            x -> Math.max(-1, Math.min(1, x)),
            x -> Math.abs(x) < 1 ? 1 : 0,
            java.util.List.of(Kink.corner(-1, 1), Kink.corner(1, -1)));

    assertThat(EdgeOfChaos.point(user, 0.2).rate())
        .isEqualTo(EdgeOfChaos.point(Activation.hardTanh(), 0.2).rate());
  }
}
