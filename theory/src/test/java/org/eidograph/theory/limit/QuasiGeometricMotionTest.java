// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.eidograph.theory.CsvTable;
import org.eidograph.theory.limit.FiniteWidthDiffusion.ReluGrowth;
import org.eidograph.theory.limit.FiniteWidthDiffusion.Settings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class QuasiGeometricMotionTest {
  @Test
  void driftAgreesWithTheBinomialLawOfActiveUnits() {
    for (CsvTable.Row row : CsvTable.read("limit/drift.csv")) {
      assertThat(QuasiGeometricMotion.drift(row.count("width")))
          .isEqualTo(row.number("drift"), within(1e-15));
    }
  }

  @Test
  void typicalNormsShrinkUpToWidthThreeAndGrowFromWidthFour() {
    assertThat(QuasiGeometricMotion.drift(3)).isEqualTo(-1 / 21.0, within(1e-15));
    assertThat(QuasiGeometricMotion.drift(4)).isEqualTo(1 / 60.0, within(1e-15));
    assertThat(QuasiGeometricMotion.smallestGrowingWidth()).isEqualTo(4);
    assertThat(QuasiGeometricMotion.drift(100_000)).isEqualTo(0.25, within(2e-5));
  }

  @Test
  void widthOneSimulationIsGeometricBrownianMotion() {
    ReluGrowth growth = FiniteWidthDiffusion.relu(new Settings(1, 400, 4_000, 1));

    // Four standard errors; the Euler step of 1/400 biases the logarithm by less than 0.002.
    assertThat(growth.plainLogGrowth().covers(QuasiGeometricMotion.drift(1), 4)).isTrue();
    // Variance of a normal sample: √(2/4000) = 2.2 %.
    assertThat(growth.logVariance()).isEqualTo(1, within(0.1));
  }

  @Test
  @Tag("slow")
  void simulatedDriftFollowsTheClosedFormAndItsSignChange() {
    double[] widths = {2, 3, 4, 5, 16};
    double[] simulated = {-0.1695, -0.0502, 0.0146, 0.0561, 0.1867};
    for (int i = 0; i < widths.length; i++) {
      int width = (int) widths[i];
      ReluGrowth growth = FiniteWidthDiffusion.relu(new Settings(width, 400, 60_000, 7));
      double error = growth.logGrowth().error();

      // The values of another simulation, whose error was about 0.0007; ours is stated.
      assertThat(growth.logGrowth().value()).isEqualTo(simulated[i], within(4 * error + 0.003));
      assertThat(Math.signum(growth.logGrowth().value())).isEqualTo(Math.signum(simulated[i]));
      // The closed form overestimates by at most 0.004 at t = 1.
      double closed = QuasiGeometricMotion.expectedLogGrowth(width, 1);
      assertThat(closed - growth.logGrowth().value()).isBetween(-4 * error, 0.004 + 4 * error);
      assertThat(growth.logVariance() * width).isEqualTo(1, within(0.12));
    }
  }

  @Test
  @Tag("slow")
  void meanSquareGrowsAtEveryWidth() {
    ReluGrowth growth = FiniteWidthDiffusion.relu(new Settings(256, 100, 4_000, 3));

    // ln‖φ‖² has deviation 2/√256; 4000 paths leave 0.2 %, the Euler step 0.3 %.
    assertThat(growth.meanSquareGrowth() / QuasiGeometricMotion.meanSquareGrowth(1))
        .isEqualTo(1, within(0.01));
  }

  @Test
  @Tag("slow")
  void meanSquareOfNarrowNetworksGrowsFasterThanThatOfWideOnes() {
    for (int width : new int[] {1, 2, 4, 8}) {
      ReluGrowth growth = FiniteWidthDiffusion.relu(new Settings(width, 200, 60_000, 11));
      double closed = QuasiGeometricMotion.meanSquareGrowth(width, 1);

      // A square of a log-normal: relative deviation √(e^(4/n) − 1)/√60000, four of them, and 3 %.
      double error = Math.sqrt(Math.expm1(4.0 / width) / 60_000);
      assertThat(growth.meanSquareGrowth() / closed).isEqualTo(1, within(4 * error + 0.03));
    }
    // One unit is the geometric Brownian motion dX = X dB, whose square has mean e^t.
    assertThat(QuasiGeometricMotion.meanSquareGrowth(1, 1)).isEqualTo(Math.E, within(1e-15));
    assertThat(QuasiGeometricMotion.meanSquareGrowth(1_000_000, 1))
        .isEqualTo(QuasiGeometricMotion.meanSquareGrowth(1), within(1e-6));
  }

  @Test
  void pathsAndTheirMeansAreOneSimulation() {
    Settings settings = new Settings(3, 20, 50, 5);

    FiniteWidthDiffusion.ReluPaths paths = FiniteWidthDiffusion.reluPaths(settings);

    assertThat(paths.growth()).isEqualTo(FiniteWidthDiffusion.relu(settings));
    assertThat(paths.logGrowth()).hasSize(50);
    assertThat(paths.meanSquareGrowth().value()).isEqualTo(paths.growth().meanSquareGrowth());
  }

  @Test
  void controlVariateHasTheSmallerError() {
    ReluGrowth growth = FiniteWidthDiffusion.relu(new Settings(4, 100, 2_000, 5));

    assertThat(growth.logGrowth().error()).isLessThan(growth.plainLogGrowth().error() / 3);
    assertThat(QuasiGeometricMotion.logGrowthVariance(4, 0.5)).isEqualTo(0.125);
  }

  @Test
  void refusesWidthZero() {
    assertThatThrownBy(() -> QuasiGeometricMotion.drift(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("width must be at least 1, got 0");
  }
}
