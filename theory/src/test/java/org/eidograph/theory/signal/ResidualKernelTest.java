// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.eidograph.theory.CsvTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResidualKernelTest {
  static Stream<CsvTable.Row> networks() {
    return CsvTable.read("signal/residual.csv").stream();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void recursionAgreesWithThirtyThreeDigits(CsvTable.Row row) {
    int branches = row.count("branches");
    ResidualKernel kernel = ResidualKernel.relu(Math.sqrt(row.number("weight_variance")));
    ResidualKernel.State state =
        kernel.run(1 - row.number("c0"), scales(row.text("schedule"), branches));

    // A few roundings per block, which add like their square root: 1e-16·√2e6 = 1.4e-13.
    assertThat(state.logVariance()).isEqualTo(row.number("log_q"), close(row.number("log_q")));
    assertThat(state.correlation()).isEqualTo(row.number("c"), within(1e-12));
    assertThat(state.tangent()).isEqualTo(row.number("ntk"), close(row.number("ntk")));
    assertThat(state.tangentDiagonal())
        .isEqualTo(row.number("ntk_diagonal"), close(row.number("ntk_diagonal")));
  }

  private static org.assertj.core.data.Offset<Double> close(double value) {
    return within(1e-11 * Math.max(1, Math.abs(value)));
  }

  private static double[] scales(String schedule, int branches) {
    return switch (schedule) {
      case "uniform" -> BranchSchedule.uniform().scales(branches);
      case "decreasing" -> new BranchSchedule.Decreasing(0).scales(branches);
      case "inverse_root" -> new BranchSchedule.InverseRoot().scales(branches);
      case "unscaled" -> BranchSchedule.unscaled().scales(branches);
      case "ramp" -> new BranchSchedule.Ramp().scales(branches);
      case "power_1" -> new BranchSchedule.Power(1).scales(branches);
      case "power_0.25" -> new BranchSchedule.Power(0.25).scales(branches);
      case "geometric" -> series(branches, l -> Math.pow(2, -l / 2));
      case "inverse_square" -> series(branches, l -> Math.sqrt(6) / Math.PI / l);
      default -> throw new AssertionError(schedule);
    };
  }

  private static double[] series(int terms, java.util.function.DoubleUnaryOperator scale) {
    double[] scales = new double[terms];
    Arrays.setAll(scales, i -> scale.applyAsDouble(i + 1.0));
    return scales;
  }

  @Test
  void growthSumsOfTheDecreasingScheduleConvergeSlowly() {
    for (CsvTable.Row row : CsvTable.read("signal/growth-sums.csv")) {
      ResidualKernel kernel = ResidualKernel.relu(Math.sqrt(2));
      double sum =
          Arrays.stream(new BranchSchedule.Decreasing(0).scales(row.count("branches")))
              .map(kernel::growth)
              .sum();

      // Naive summation of a million terms: 1e-16·√1e6.
      assertThat(sum).isEqualTo(row.number("sum"), within(1e-11));
    }
  }

  @Test
  void unscaledNetworksConvergeLikeAPlainOneOnTheEdge() {
    int layers = 100_000;
    for (double weightVariance : new double[] {1, 2}) {
      ResidualKernel kernel = ResidualKernel.relu(Math.sqrt(weightVariance));
      double gamma = kernel.run(0.5, BranchSchedule.unscaled(), layers).gamma();

      // The next order is ln(l)/l with factors up to ten: 1e-3.
      assertThat(gamma / kernel.unscaledGammaAfter(layers)).isEqualTo(1, within(1e-3));
    }
    // 1 + 2/σ_w² = 2 at σ_w² = 2: four times the plain rate 9π²/2.
    assertThat(ResidualKernel.relu(Math.sqrt(2)).unscaledGammaAfter(1))
        .isEqualTo(18 * Math.PI * Math.PI, within(1e-12));
  }

  @Test
  void unscaledVarianceSurvivesBeyondTheRangeOfDoubles() {
    ResidualKernel.State state =
        ResidualKernel.relu(Math.sqrt(2)).run(0.5, BranchSchedule.unscaled(), 2000);

    assertThat(state.logVariance()).isEqualTo(2000 * Math.log(2), within(1e-9));
    assertThat(state.tangentRatio()).isBetween(0.25, 0.27);
  }

  @Test
  void effectiveDepthIsTheLogarithmOfTheVariance() {
    ResidualKernel kernel = ResidualKernel.relu(1.3);
    double[] scales = new BranchSchedule.Decreasing(2).scales(57);

    assertThat(kernel.effectiveDepth(scales))
        .isEqualTo(kernel.run(0.3, scales).logVariance(), within(1e-13));
  }

  @Test
  void zeroScalesChangeNothing() {
    ResidualKernel.State state = ResidualKernel.relu(1.3).run(0.3, 0, 0, 0);

    assertThat(state).isEqualTo(ResidualKernel.State.atInput(0.3));
  }

  @Test
  void schedulesKnowWhichOfThemAreStable() {
    assertThat(BranchSchedule.uniform().stable()).isTrue();
    assertThat(new BranchSchedule.Decreasing(0).stable()).isTrue();
    assertThat(new BranchSchedule.InverseRoot().stable()).isFalse();
    assertThat(BranchSchedule.unscaled().stable()).isFalse();
    // The first scale of the decreasing schedule amplifies; an offset of 3 does not.
    assertThat(new BranchSchedule.Decreasing(0).scales(5)[0]).isGreaterThan(1.4);
    assertThat(new BranchSchedule.Decreasing(3).scales(5)[0]).isLessThan(1);
    assertThatThrownBy(() -> BranchSchedule.uniform().scales(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the number of branches must be at least 1, got 0");
  }
}
