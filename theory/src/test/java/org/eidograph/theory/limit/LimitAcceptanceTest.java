// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.eidograph.theory.limit.FiniteNetworkSimulation.Result;
import org.eidograph.theory.limit.FiniteNetworkSimulation.Settings;
import org.eidograph.theory.moments.Estimate;
import org.eidograph.theory.signal.BranchSchedule;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits of depth and width against the digits of a second program, to the given tolerances. */
class LimitAcceptanceTest {
  private static final CommutingLimit LIMIT = CommutingLimit.at(1, 0.5, 1);

  @ParameterizedTest
  @CsvSource({
    "1, -0.5",
    "2, -0.1666666667",
    "3, -0.0476190476",
    "4, 0.0166666667",
    "5, 0.0580645161",
    "8, 0.1259803922"
  })
  void driftOfTheNorm(int width, double value) { // ID-1
    assertThat(QuasiGeometricMotion.drift(width)).isEqualTo(value, within(1e-9));
  }

  /** The tolerance of the table, beside four of our own standard errors where that is less. */
  @ParameterizedTest
  @Tag("slow")
  @CsvSource({
    "ID-2, 1, -0.5, 0.01",
    "ID-3, 2, -0.1695, 0.004",
    "ID-4, 3, -0.0502, 0.003",
    "ID-5, 4, 0.0146, 0.003",
    "ID-6, 5, 0.0561, 0.003",
    "ID-7, 16, 0.1867, 0.003"
  })
  void simulatedDriftOfTheNorm(String id, int width, double value, double tolerance) {
    Estimate growth =
        FiniteWidthDiffusion.relu(new FiniteWidthDiffusion.Settings(width, 400, 50_000, 21))
            .logGrowth();

    assertThat(growth.value()).as(id).isEqualTo(value, within(tolerance));
    assertThat(4 * growth.error()).as(id).isLessThan(tolerance);
  }

  @Test
  @Tag("slow")
  void geometricBrownianMotionHasUnitLogVariance() { // ID-8
    double variance =
        FiniteWidthDiffusion.relu(new FiniteWidthDiffusion.Settings(1, 400, 100_000, 22))
            .logVariance();

    // Its own error is √(2/100000) = 0.0045, the Euler step adds 2.5/400.
    assertThat(variance).isEqualTo(1, within(0.02));
  }

  @Test
  @Tag("slow")
  void ornsteinUhlenbeckMoments() { // ID-9
    OrnsteinUhlenbeckCase process = new OrnsteinUhlenbeckCase(0.7, 0);
    double[] ends =
        FiniteWidthDiffusion.widthOne(
            process::activation, 1, new FiniteWidthDiffusion.Settings(1, 200, 60_000, 23));
    Estimate mean = Estimate.ofSamples(Arrays.stream(ends).map(process::toProcess).toArray());
    double variance = mean.error() * mean.error() * ends.length;

    // Standard errors 0.0023 and 0.0018: the tolerance of the table and one of them.
    assertThat(mean.value()).isEqualTo(0.37585, within(0.005 + mean.error()));
    assertThat(variance).isEqualTo(0.31234, within(0.005 + 0.0018));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.2330429217, 0.1413476771",
    "0.5, 0.9072540535, 0.5502773996",
    "0.9, 1.4914387763, 0.9046033449"
  })
  void limitOfTheCovariance(double correlation, double covariance, double limit) { // WD-1 to WD-3
    CommutingLimit at = CommutingLimit.at(1, 1 - correlation, 1);

    assertThat(at.covariance()).isEqualTo(covariance, within(1e-8));
    assertThat(at.correlation()).isEqualTo(limit, within(1e-8));
    assertThat(at.variance()).isEqualTo(1.6487212707, within(1e-10));
  }

  @Test
  void depthErrorFallsLikeOneOverTheDepth() { // WD-4
    CommutingLimit finite = CommutingLimit.ofScales(1, 0.5, BranchSchedule.uniform().scales(100));

    assertThat(100 * (LIMIT.variance() - finite.variance())).isEqualTo(0.205, within(0.005));
    assertThat(100 * (LIMIT.covariance() - finite.covariance())).isEqualTo(0.145, within(0.005));
  }

  /** With 200 or 400 trials the heavy tail at width 32 leaves the tolerance at some seeds. */
  @Test
  @Tag("slow")
  void rootMeanSquareErrorFallsLikeTheRootOfTheWidth() { // WD-5, WD-6
    double wide = error(128, 32, 4000, 3);
    double narrow = error(32, 32, 4000, 4);

    assertThat(wide * Math.sqrt(128)).isEqualTo(3.6, within(0.6));
    assertThat(narrow / wide).isEqualTo(2, within(0.35));
  }

  @Test
  void rootMeanSquareErrorDoesNotDependOnTheDepth() { // WD-7
    double shallow = error(64, 8, 400, 5);
    double deep = error(64, 128, 400, 6);

    assertThat(Math.abs(shallow - deep) / ((shallow + deep) / 2)).isLessThan(0.35);
  }

  private static double error(int width, int depth, int trials, long seed) {
    return FiniteNetworkSimulation.residual(
            new Settings(width, trials, 0.5, seed), LIMIT, BranchSchedule.uniform().scales(depth))
        .varianceError()
        .value();
  }

  @ParameterizedTest
  @CsvSource({"64, 5.0, 0.7", "16, 1.3, 0.25"})
  void plainNetworksFluctuateWithTheirDepth(int depth, double spread, double tolerance) { // WD-8
    Result drawn = FiniteNetworkSimulation.plain(new Settings(64, 1000, 0.5, depth), LIMIT, depth);

    // A sample of 1000 measures a variance to 4.5 %.
    assertThat(drawn.logSpread()).isEqualTo(spread, within(tolerance));
  }

  @Test
  void scalesOneOverTheDepthLeaveTheInput() { // WD-9
    CommutingLimit trivial =
        CommutingLimit.ofScales(1, 0.5, new BranchSchedule.Power(1).scales(1000));

    assertThat(trivial.variance()).isEqualTo(1.000500125, within(1e-8));
    assertThat(trivial.correlation()).isEqualTo(0.500054494, within(1e-8));
  }

  @ParameterizedTest
  @CsvSource({
    "10, 1.6238628666, 0.8897718641",
    "100, 1.6460027715, 0.9053359484",
    "1000, 1.6484467811, 0.9070603109"
  })
  void rampReachesTheUniformLimit(int depth, double variance, double covariance) { // WD-10
    CommutingLimit ramp = CommutingLimit.ofScales(1, 0.5, new BranchSchedule.Ramp().scales(depth));

    assertThat(ramp.variance()).isEqualTo(variance, within(1e-9));
    assertThat(ramp.covariance()).isEqualTo(covariance, within(1e-9));
  }

  @Test
  void convergentSeriesKeepTheirProduct() { // WD-11
    CommutingLimit geometric = series(60, l -> Math.pow(2, -l / 2.0));
    CommutingLimit squares = series(2_000_000, l -> Math.sqrt(6) / Math.PI / l);

    assertThat(geometric.variance()).isEqualTo(1.5894873527, within(1e-8));
    assertThat(geometric.correlation()).isEqualTo(0.5447462815, within(1e-8));
    assertThat(geometric.covariance()).isEqualTo(0.8658673248, within(1e-8));
    // The terms left out sum to 6/π²/2e6/2 = 1.5e-7, which the tables cut at the same place.
    assertThat(squares.variance()).isEqualTo(1.5805863233, within(1e-8));
    assertThat(squares.correlation()).isEqualTo(0.5439571604, within(1e-8));
    assertThat(squares.covariance()).isEqualTo(0.8597712483, within(1e-8));
  }

  private static CommutingLimit series(int terms, IntToDoubleFunction scale) {
    double[] scales = new double[terms];
    Arrays.setAll(scales, i -> scale.applyAsDouble(i + 1));
    return CommutingLimit.ofScales(1, 0.5, scales);
  }

  @Test
  void largerScalesExplode() { // WD-12
    CommutingLimit large =
        CommutingLimit.ofScales(1, 0.5, new BranchSchedule.Power(0.25).scales(100));

    assertThat(Math.log(large.variance())).isEqualTo(4.8790164169, within(1e-9));
  }
}
