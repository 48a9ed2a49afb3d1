// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class CurveOptimumTest {
  private static final double[] GRID = {-12, -11, -10, -9, -8, -7, -6};

  /** ℓ(x) = 0.8 + 0.15·(x + 8.3)² */
  private static double valley(double x) {
    return 0.8 + 0.15 * (x + 8.3) * (x + 8.3);
  }

  /** The example of the package documentation. */
  @Test
  void exampleOfThePackageRuns() {
    double[] log2Rates = {-10, -9, -8, -7, -6};
    double[][] losses = {{3.1, 2.9, 2.8, 2.9, 3.4}};
    LearningRateCurve curve = new LearningRateCurve(log2Rates, losses);
    double best = CurveOptimum.of(curve).interior().log2Rate();
    double cost = RateRegret.regret(curve, -9);

    // a symmetric valley; log(2.9/2.8)
    assertThat(best).isEqualTo(-8, within(1e-12));
    assertThat(cost).isEqualTo(Math.log(2.9 / 2.8), within(1e-12));
  }

  @Test
  void parabolaInLogLossIsFoundExactly() {
    for (CurveOptimum optimum :
        new CurveOptimum[] {
          CurveOptimum.of(curve(CurveOptimumTest::valley)),
          CurveOptimum.ofFivePoints(curve(CurveOptimumTest::valley))
        }) {
      CurveOptimum.Interior found = optimum.interior();

      // exponentials and logarithms of numbers of order one
      assertThat(found.log2Rate()).isEqualTo(-8.3, within(1e-12));
      assertThat(found.logLoss()).isEqualTo(0.8, within(1e-13));
      assertThat(found.curvature()).isEqualTo(0.3, within(1e-12));
      assertThat(found.lowerBeyond()).isFalse();
    }
  }

  @Test
  void basinIsTheRangeWithinOnePercentOfTheLoss() {
    CurveOptimum.Interior found = CurveOptimum.of(curve(CurveOptimumTest::valley)).interior();
    double edge = found.log2Rate() + found.basinWidth() / 2;

    assertThat(Math.exp(valley(edge) - 0.8)).isEqualTo(1.01, within(1e-12));
    assertThat(found.regretPerDoubling()).isEqualTo(valley(-7.3) - 0.8, within(1e-12));
  }

  @Test
  void unevenGridIsNoHindrance() {
    double[] grid = {-12, -9, -8.5, -6};
    LearningRateCurve curve =
        new LearningRateCurve(grid, new double[][] {losses(grid, CurveOptimumTest::valley)});

    assertThat(CurveOptimum.of(curve).interior().log2Rate()).isEqualTo(-8.3, within(1e-11));
  }

  @Test
  void firstMinimumWinsOverALowerOneBeyond() {
    double[] losses = {5, 4, 3, 4, 6, 2, 7};
    LearningRateCurve curve = new LearningRateCurve(GRID, new double[][] {losses});

    CurveOptimum.Interior found = CurveOptimum.of(curve).interior();

    assertThat(found.log2Rate()).isBetween(-10.5, -9.5);
    assertThat(found.lowerBeyond()).isTrue();
  }

  @Test
  void edgeIsNeverAnEstimate() {
    CurveOptimum low = CurveOptimum.of(curve(x -> x));
    CurveOptimum high = CurveOptimum.of(curve(x -> -x));

    assertThat(low).isEqualTo(new CurveOptimum.AtEdge(false, -12));
    assertThat(high).isEqualTo(new CurveOptimum.AtEdge(true, -6));
    assertThatThrownBy(high::interior)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2^-6.0 at its upper end; extend the grid");
  }

  @Test
  void divergedNeighbourLeavesTheGridPoint() {
    double[][] losses = {{5, 4, 3, Double.NaN, 9, 9, 9}, {5, 4, 3, 3.5, 9, 9, 9}};

    CurveOptimum.Interior found = CurveOptimum.of(new LearningRateCurve(GRID, losses)).interior();

    assertThat(found.log2Rate()).isEqualTo(-10);
    assertThat(found.curvature()).isNaN();
  }

  @Test
  void regretIsZeroAtTheOwnOptimumAndInfiniteWhereTrainingDiverges() {
    double[] losses = losses(GRID, CurveOptimumTest::valley);
    losses[6] = Double.POSITIVE_INFINITY;
    LearningRateCurve curve = new LearningRateCurve(GRID, new double[][] {losses});

    assertThat(RateRegret.regret(curve, -8.3)).isEqualTo(0, within(1e-15));
    assertThat(RateRegret.regret(curve, -7.4)).isEqualTo(0.15 * 0.81, within(1e-12));
    assertThat(RateRegret.regret(curve, -11)).isEqualTo(valley(-11) - 0.8, within(1e-12));
    assertThat(RateRegret.regret(curve, -6.5)).isInfinite();
    assertThatThrownBy(() -> RateRegret.regret(curve, -13))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 2^-13.0; extend the grid");
  }

  /**
   * With noise of deviation s in each log loss, the vertex through three unit-spaced points has
   * variance {@code s²·(1 + 12·d²)/(2·c²)}, d its distance from the middle point, c the curvature
   * (first-order propagation of the closed form).
   */
  @Test
  void vertexScattersAsErrorPropagationSays() {
    SplittableRandom random = new SplittableRandom(7);
    double noise = 0.004;
    double sum = 0;
    double squares = 0;
    int draws = 4000;
    for (int i = 0; i < draws; i++) {
      double[] losses = losses(GRID, CurveOptimumTest::valley);
      Arrays.setAll(losses, p -> losses[p] * Math.exp(noise * random.nextGaussian()));
      LearningRateCurve curve = new LearningRateCurve(GRID, new double[][] {losses});
      double x = CurveOptimum.of(curve).interior().log2Rate();
      sum += x;
      squares += x * x;
    }
    double mean = sum / draws;
    double deviation = Math.sqrt(squares / draws - mean * mean);
    double expected = noise / 0.3 * Math.sqrt((1 + 12 * 0.3 * 0.3) / 2);

    // the standard error of a deviation is 1/√(2·4000) = 1.1 %, of the mean expected/√4000
    assertThat(deviation).isCloseTo(expected, within(4 * 0.0112 * expected));
    assertThat(mean).isCloseTo(-8.3, within(4 * expected / Math.sqrt(draws)));
  }

  @Test
  void bootstrapOfEqualSeedsIsAPointAndOfShiftedSeedsSpansThem() {
    double[] left = losses(GRID, x -> valley(x + 0.2));
    double[] right = losses(GRID, x -> valley(x - 0.2));

    SeedBootstrap same =
        SeedBootstrap.of(new LearningRateCurve(GRID, new double[][] {left, left}), 0.9, 200, 1);
    SeedBootstrap shifted =
        SeedBootstrap.of(new LearningRateCurve(GRID, new double[][] {left, right}), 0.9, 200, 1);

    assertThat(same.log2Rate().length()).isLessThan(1e-12);
    // a quarter of the resamples holds one seed only, so both are inside 90 %
    assertThat(shifted.log2Rate().low()).isEqualTo(-8.5, within(1e-9));
    assertThat(shifted.log2Rate().high()).isEqualTo(-8.1, within(1e-9));
    assertThat(shifted.edgeShare()).isZero();
  }

  @Test
  void bootstrapCountsOptimaAtTheEdge() {
    double[] inside = losses(GRID, CurveOptimumTest::valley);
    double[] falling = losses(GRID, x -> -3 * x);
    LearningRateCurve curve = new LearningRateCurve(GRID, new double[][] {inside, falling});

    // only resamples of the first seed alone, a quarter, have an optimum inside
    assertThat(SeedBootstrap.of(curve, 0.9, 1000, 3).edgeShare()).isCloseTo(0.75, within(0.06));
  }

  @Test
  void sameSeedSameInterval() {
    double[][] losses = {
      losses(GRID, CurveOptimumTest::valley), losses(GRID, x -> valley(x + 0.1))
    };
    LearningRateCurve curve = new LearningRateCurve(GRID, losses);

    assertThat(SeedBootstrap.of(curve, 0.9, 100, 5))
        .isEqualTo(SeedBootstrap.of(curve, 0.9, 100, 5));
  }

  @Test
  void refusesCurvesThatAreNone() {
    double[][] one = {{1, 2, 3}};
    assertThatThrownBy(() -> new LearningRateCurve(new double[] {1, 2}, one))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least three learning rates, got 2");
    assertThatThrownBy(() -> new LearningRateCurve(new double[] {1, 3, 2}, one))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 2^2.0 after 2^3.0");
    assertThatThrownBy(() -> new LearningRateCurve(new double[] {1, 2, 3}, new double[0][]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new LearningRateCurve(new double[] {1, 2, 3}, new double[][] {{1, 0, 1}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("loss must be positive, got 0.0 at rate 2^2.0");
    assertThatThrownBy(() -> SeedBootstrap.of(curve(CurveOptimumTest::valley), 0.9, 10, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 2 of them, got 1");
  }

  @Test
  void weightsFavourTheSteadyPointsOfAFiveFit() {
    // the outer points scatter a hundred times as much as the three inner ones
    double[][] losses = new double[40][];
    SplittableRandom random = new SplittableRandom(11);
    double[] grid = {-10.3, -9.3, -8.3, -7.3, -6.3};
    for (int seed = 0; seed < losses.length; seed++) {
      double[] row = losses(grid, CurveOptimumTest::valley);
      Arrays.setAll(
          row, p -> row[p] * Math.exp((p % 4 == 0 ? 0.5 : 0.005) * random.nextGaussian()));
      losses[seed] = row;
    }
    LearningRateCurve curve = new LearningRateCurve(grid, losses);

    // inner points alone: 0.005/√40/(√2·0.3) = 0.0019
    assertThat(CurveOptimum.ofFivePoints(curve).interior().log2Rate())
        .isCloseTo(-8.3, within(4 * 0.0019));
  }

  private static LearningRateCurve curve(DoubleUnaryOperator logLoss) {
    return new LearningRateCurve(GRID, new double[][] {losses(GRID, logLoss)});
  }

  private static double[] losses(double[] grid, DoubleUnaryOperator logLoss) {
    return Arrays.stream(grid).map(logLoss).map(Math::exp).toArray();
  }
}
