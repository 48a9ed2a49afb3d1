// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eidograph.theory.CsvTable;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Labels;
import org.eidograph.theory.moments.Smooth;
import org.eidograph.theory.signal.EdgeOfChaos;
import org.eidograph.theory.signal.EdgePoint;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NtkTrajectoryTest {
  private static final NtkTrajectory RELU = new NtkTrajectory(Activation.relu(), Math.sqrt(2), 0);

  @Test
  void reluAgreesWithThirtyThreeDigitsDownToAMillionLayers() {
    grouped("kernel/ntk-relu.csv", "c0")
        .forEach((c0, rows) -> agree(rows, RELU.at(1, 1 - Double.parseDouble(c0), depths(rows))));
  }

  private static void agree(List<CsvTable.Row> rows, List<NtkTrajectory.Point> points) {
    for (int i = 0; i < rows.size(); i++) {
      CsvTable.Row row = rows.get(i);
      NtkTrajectory.Point point = points.get(i);
      // √2 squared is 2 + 4e-16, so every layer multiplies the variance by 1 + 2e-16.
      double tolerance = 1e-12 + 3e-16 * point.depth();
      assertThat(point.gamma() / row.number("gamma")).isEqualTo(1, within(tolerance));
      double scale = point.ntkDiagonal() * tolerance;
      assertThat(point.ntk()).isEqualTo(row.number("ntk"), within(scale));
      assertThat(point.ntkDiagonal()).isEqualTo(row.number("ntk_diagonal"), within(scale));
    }
  }

  @Test
  void nearlyEqualAndNearlyOppositeInputsKeepTheirDigits() {
    grouped("kernel/ntk-close.csv", "gamma0")
        .forEach((gamma, rows) -> agree(rows, RELU.at(1, Double.parseDouble(gamma), depths(rows))));
  }

  @Test
  void stationaryNetworksAgreeWithThirtyThreeDigits() {
    grouped("kernel/ntk-stationary.csv", "activation")
        .forEach(
            (label, rows) -> {
              double sigmaB = rows.get(0).number("sigma_b");
              EdgePoint edge = EdgeOfChaos.point(Labels.activation(label), sigmaB);
              double sigmaW = edge.init().sigmaW();
              NtkTrajectory network = new NtkTrajectory(edge.phi(), sigmaW, sigmaB);
              // Input variance and correlation that make q¹ = q and c¹ = 1/2.
              double input = (edge.variance() - sigmaB * sigmaB) / (sigmaW * sigmaW);
              double gamma = edge.variance() / 2 / (sigmaW * sigmaW) / input;
              List<NtkTrajectory.Point> points = network.at(input, gamma, first(depths(rows), 3));
              for (int i = 0; i < points.size(); i++) {
                // The edge point carries 1e-12; an unstable variance (SiLU) multiplies its error by
                // 1.0987^100 = 1e4.
                double scale = 1e-7 * points.get(i).ntkDiagonal();
                assertThat(points.get(i).ntk()).isEqualTo(rows.get(i).number("ntk"), within(scale));
              }
            });
  }

  private static int[] first(int[] depths, int count) {
    return java.util.Arrays.copyOf(depths, Math.min(count, depths.length));
  }

  @Test
  void ratioOfSmoothNetworksApproachesOneThird() {
    for (CsvTable.Row row : CsvTable.read("kernel/ntk-stationary.csv")) {
      if (row.count("depth") == 100_000) {
        double ratio = row.number("ntk") / row.number("ntk_diagonal");
        EdgePoint edge =
            EdgeOfChaos.point(Labels.activation(row.text("activation")), row.number("sigma_b"));
        NtkLimit.Average limit = NtkLimit.edge(edge.phi(), edge.init().sigmaW(), edge.variance());

        // What is left is O(1/L) = 1e-5, with factors up to five.
        assertThat(limit.ratioAt(100_000)).isEqualTo(ratio, within(5e-5));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2", "1.3041458401"})
  void movingVarianceAgreesWithThirtyThreeDigits(String sigmaW) {
    movingVariance(sigmaW, 10);
  }

  @Test
  @Tag("slow")
  void chaoticVarianceAgreesWithThirtyThreeDigitsAtThirtyLayers() {
    movingVariance("2", 30);
  }

  private static void movingVariance(String sigmaW, int most) {
    List<CsvTable.Row> rows =
        grouped("kernel/ntk-moving.csv", "sigma_w").get(sigmaW).stream()
            .filter(row -> row.count("depth") <= most)
            .toList();
    NtkTrajectory network =
        new NtkTrajectory(Smooth.TANH, Double.parseDouble(sigmaW), rows.get(0).number("sigma_b"));
    List<NtkTrajectory.Point> points = network.at(1, 0.5, depths(rows));
    for (int i = 0; i < rows.size(); i++) {
      NtkTrajectory.Point point = points.get(i);
      // Series with 1e-12; errors of K grow with its own growth, so relative.
      assertThat(point.variance()).isEqualTo(rows.get(i).number("q"), within(1e-12));
      assertThat(point.gamma()).isEqualTo(rows.get(i).number("gamma"), within(1e-11));
      assertThat(point.ntk() / rows.get(i).number("ntk")).isEqualTo(1, within(1e-10));
      assertThat(point.ntkDiagonal() / rows.get(i).number("ntk_diagonal"))
          .isEqualTo(1, within(1e-10));
    }
  }

  @Test
  void ourNumericsShowTheLogarithmAlsoForRelu() {
    for (double c0 : new double[] {0, 0.5}) {
      double previous = Double.POSITIVE_INFINITY;
      for (NtkTrajectory.Point point : RELU.at(1, 1 - c0, 1_000, 10_000, 100_000, 1_000_000)) {
        double coefficient = (point.ratio() - 0.25) * point.depth() / Math.log(point.depth());

        // A pure 1/L rate would make this fall to 0 like 1/ln L; it stays near 3/8.
        assertThat(coefficient).isBetween(0.375, 0.75);
        assertThat(coefficient).isLessThan(previous);
        previous = coefficient;
      }
      assertThat(previous).isBetween(0.40, 0.47);
    }
  }

  @Test
  void usefulDepthOfReluIsWhereTheSpreadFallsToTheTolerance() {
    int depth = RELU.usefulDepth(1, 0.01, 2000);
    List<NtkTrajectory.Point> near = RELU.at(1, 0.1, depth, depth + 1);
    List<NtkTrajectory.Point> far = RELU.at(1, 1.9, depth, depth + 1);

    assertThat(near.get(0).ratio() - far.get(0).ratio()).isGreaterThan(0.01);
    assertThat(near.get(1).ratio() - far.get(1).ratio()).isLessThanOrEqualTo(0.01);
    assertThat(RELU.usefulDepth(1, 10, 50)).isEqualTo(0);
  }

  @Test
  void refusesImpossibleDepthsAndScales() {
    assertThatThrownBy(() -> RELU.at(1, 0.5, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("depth must be at least 1, got 0");
    assertThatThrownBy(() -> RELU.at(1, 0.5, 3, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("depths must ascend, got [3, 2]");
    assertThatThrownBy(() -> new NtkTrajectory(Smooth.TANH, Double.NaN, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sigmaW");
    assertThatThrownBy(() -> RELU.at(1, 2.5, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("gamma = 1 - correlation must lie between 0.0 and 2.0, got 2.5");
  }

  private static Map<String, List<CsvTable.Row>> grouped(String name, String column) {
    return CsvTable.read(name).stream().collect(Collectors.groupingBy(row -> row.text(column)));
  }

  private static int[] depths(List<CsvTable.Row> rows) {
    return rows.stream().mapToInt(row -> row.count("depth")).toArray();
  }
}
