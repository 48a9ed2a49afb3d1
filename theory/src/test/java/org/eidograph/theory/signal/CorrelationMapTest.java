// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.eidograph.theory.CsvTable;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Labels;
import org.eidograph.theory.moments.Smooth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorrelationMapTest {
  private static final CorrelationMap RELU =
      CorrelationMap.of(Activation.relu(), new Initialization(Math.sqrt(2), 0), 1);

  static Stream<CsvTable.Row> correlations() {
    return CsvTable.read("signal/edge-correlation.csv").stream();
  }

  static Stream<CsvTable.Row> relu() {
    return CsvTable.read("signal/edge-relu.csv").stream();
  }

  @ParameterizedTest
  @MethodSource("correlations")
  void mapOnTheEdgeAgreesWithTheTableOfTwentyDigits(CsvTable.Row row) {
    Activation phi = Labels.activation(row.text("activation"));
    CorrelationMap map = EdgeOfChaos.point(phi, row.number("sigma_b")).correlationMap();
    double c = row.number("c");

    // The edge point itself carries an error of about 1e-12.
    assertThat(map.correlation(c)).isEqualTo(row.number("f"), within(1e-11));
    assertThat(map.derivative(1 - c)).isEqualTo(row.number("f_prime"), within(1e-11));
  }

  @ParameterizedTest
  @MethodSource("relu")
  void reluMapAgreesWithItsFormula(CsvTable.Row row) {
    double c = row.number("c");

    // Two roundings of numbers of order one.
    assertThat(RELU.correlation(c)).isEqualTo(row.number("f"), within(1e-15));
    assertThat(RELU.derivative(1 - c)).isEqualTo(row.number("f_prime"), within(1e-15));
  }

  @Test
  void reluLayersAgreeWithAnIterationInThirtyDigits() {
    for (CsvTable.Row row : CsvTable.read("signal/edge-relu-layers.csv")) {
      double gamma = RELU.gammaAfter(0.5, row.count("layer") - 1);

      // Relative error of γ grows by a few roundings per layer, 1000 layers at most.
      assertThat(gamma / row.number("gamma")).isEqualTo(1, within(1e-12));
    }
  }

  @Test
  void reluConvergesLikeFortyFourOverTheDepthSquaredWhateverTheInput() {
    int layers = 1_000_000;
    for (double c0 : new double[] {0, 0.2}) {
      double gamma = RELU.gammaAfter(1 - c0, layers - 1);

      // θ = 3π/(l + 1.5 ln l + C) leaves a relative excess of 3 ln(l)/l = 4e-5.
      assertThat(gamma * layers * (double) layers)
          .isEqualTo(9 * Math.PI * Math.PI / 2, within(3e-3));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tanh", "erf", "gelu", "elu"})
  void smoothFunctionsConvergeLikeBetaOverTheDepth(String name) {
    EdgePoint point = EdgeOfChaos.point(Labels.activation(name), 0.2);
    int layers = 100_000;
    double gamma = point.correlationMap().gammaAfter(0.5, layers);

    // The next term is of relative size b·ln(l)/l with |b| up to about 4: 5e-4. Where φ'' jumps
    // (ELU) it is of relative size √γ = 0.9 %.
    double tolerance = point.phi().kinks().isEmpty() ? 1e-3 : 0.02;
    assertThat(gamma / point.rate().gammaAfter(layers)).isEqualTo(1, within(tolerance));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hardtanh", "selu", "leaky_relu", "abs"})
  void cornersConvergeLikeTheInverseSquareOfTheDepth(String name) {
    Activation phi = Labels.activation(name);
    EdgePoint point =
        EdgeOfChaos.point(phi, name.equals("hardtanh") || name.equals("selu") ? 0.2 : 0);
    int layers = 100_000;
    double gamma = point.correlationMap().gammaAfter(0.5, layers);

    // As for ReLU a relative excess of order ln(l)/l, here with factors up to about ten.
    assertThat(point.rate()).isInstanceOf(CorrelationRate.InverseSquareDepth.class);
    assertThat(gamma / point.rate().gammaAfter(layers)).isEqualTo(1, within(2e-3));
  }

  @Test
  void derivativeIsTheSlopeOfTheMap() {
    CorrelationMap map = EdgeOfChaos.point(Smooth.MISH, 0.3).correlationMap();
    double h = 1e-5;
    for (double gamma : new double[] {0.2, 0.9, 1.6}) {
      double difference = (map.gamma(gamma + h) - map.gamma(gamma - h)) / (2 * h);

      // h² = 1e-10 and 1e-16/h of rounding.
      assertThat(map.derivative(gamma)).isEqualTo(difference, within(1e-9));
    }
  }

  @Test
  void trajectoryEndsWhereTheIterationEnds() {
    double[] path = RELU.trajectory(0.7, 20);

    assertThat(path).hasSize(21);
    assertThat(path[0]).isEqualTo(0.7);
    assertThat(path[20]).isEqualTo(RELU.gammaAfter(0.7, 20));
    assertThat(RELU.gammaAfter(0, 5)).isEqualTo(0);
  }
}
