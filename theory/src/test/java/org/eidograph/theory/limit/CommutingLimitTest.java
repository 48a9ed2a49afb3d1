// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.eidograph.theory.CsvTable;
import org.eidograph.theory.limit.FiniteNetworkSimulation.Result;
import org.eidograph.theory.limit.FiniteNetworkSimulation.Settings;
import org.eidograph.theory.signal.BranchSchedule;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CommutingLimitTest {
  private static final CommutingLimit LIMIT = CommutingLimit.at(1, 0.5, 1);

  @Test
  void limitAgreesWithThirtyThreeDigits() {
    for (CsvTable.Row row : CsvTable.read("signal/residual-limit.csv")) {
      double time = 2 * row.number("depth");
      CommutingLimit limit = CommutingLimit.at(1, 1 - row.number("c0"), time);

      assertThat(limit.correlation()).isEqualTo(row.number("c"), within(1e-11));
      assertThat(limit.variance()).isEqualTo(Math.exp(time / 2), within(1e-9));
    }
    // Digits of another program.
    assertThat(LIMIT.covariance()).isEqualTo(0.9072540535, within(1e-10));
  }

  @Test
  void convergentSeriesHaveTheirOwnLimit() {
    double[] geometric = new double[60];
    Arrays.setAll(geometric, i -> Math.pow(2, -(i + 1) / 2.0));
    CommutingLimit series = CommutingLimit.ofScales(1, 0.5, geometric);

    // Same Σα² = 1, another covariance: 2^-60 is left out.
    assertThat(series.covariance()).isEqualTo(0.8658673248, within(1e-9));
    assertThat(series.covariance()).isLessThan(LIMIT.covariance() - 0.04);
  }

  @Test
  void finiteNetworksScatterAroundTheLimit() {
    Result result =
        FiniteNetworkSimulation.residual(
            new Settings(128, 200, 0.5, 4), LIMIT, BranchSchedule.uniform().scales(32));

    // Four standard errors and the depth error 0.205/32.
    assertThat(Math.abs(result.variance().value() - LIMIT.variance()))
        .isLessThan(4 * result.variance().error() + 0.01);
    assertThat(Math.abs(result.covariance().value() - LIMIT.covariance()))
        .isLessThan(4 * result.covariance().error() + 0.01);
    // Another program measured 3.6 with 200 trials, that is 5 % of its own error.
    assertThat(result.varianceError().value() * Math.sqrt(128)).isEqualTo(3.6, within(0.6));
    // Kolmogorov's 1.63/√200 is exceeded once in a hundred.
    assertThat(result.normality()).isLessThan(0.115 + 0.02);
  }

  @Test
  @Tag("slow")
  void errorFallsLikeTheRootOfTheWidthAndDoesNotDependOnTheDepth() {
    double narrow = error(32, 32, 1);
    double wide = error(512, 32, 2);
    double shallow = error(64, 8, 3);
    double deep = error(64, 128, 4);

    // 1000 trials measure each error to 1/√2000 = 2.2 %, so the exponent to 0.012.
    double exponent = Math.log(narrow / wide) / Math.log(16);
    assertThat(exponent).isEqualTo(0.5, within(0.05));
    assertThat(Math.abs(shallow - deep) / (shallow + deep) * 2).isLessThan(0.35);
  }

  private static double error(int width, int depth, long seed) {
    return FiniteNetworkSimulation.residual(
            new Settings(width, 1000, 0.5, seed), LIMIT, BranchSchedule.uniform().scales(depth))
        .varianceError()
        .value();
  }

  @Test
  void plainNetworksDependOnTheRatioOfDepthToWidth() {
    CommutingLimit unused = CommutingLimit.at(1, 0.5, 0);
    for (int depth : new int[] {16, 64}) {
      Result result =
          FiniteNetworkSimulation.plain(new Settings(64, 400, 0.5, depth), unused, depth);
      double variance = PlainDepthFluctuation.varianceOfLogVariance(64, depth);

      // 400 trials: 7 % of a variance; higher orders in 1/n add about 5 %.
      assertThat(result.logSpread() / variance).isEqualTo(1, within(0.35));
      assertThat(result.logVariance().value())
          .isEqualTo(
              PlainDepthFluctuation.meanLogVariance(64, depth),
              within(4 * result.logVariance().error() + 0.15));
    }
  }

  @Test
  void zeroTimeIsTheInput() {
    CommutingLimit start = CommutingLimit.at(2, 0.3, 0);

    assertThat(start.variance()).isEqualTo(2);
    assertThat(start.gamma()).isEqualTo(0.3);
    assertThatThrownBy(() -> CommutingLimit.at(1, 0.5, -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Settings(8, 1, 0.5, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("trials must be at least 2, got 1");
  }
}
