// Licensed under the Apache License, Version 2.0.
package org.eidograph.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class MeasuredTest {
  @Test
  void standardErrorIsTheDeviationOverTheRootOfTheCount() {
    // variance of 1, 2, 3 is 1
    assertThat(Statistics.standardError(new double[] {1, 2, 3}))
        .isEqualTo(1 / Math.sqrt(3), within(1e-15));
    assertThat(Statistics.standardError(new double[] {1})).isNaN();
  }

  /** For the mean itself the jackknife is the usual standard error, exactly. */
  @Test
  void theJackknifeOfAMeanIsItsStandardError() {
    List<List<Double>> rows = List.of(List.of(1.0), List.of(4.0), List.of(2.5), List.of(7.0));

    Measured mean = Measured.jackknife(rows, means -> means[0]);

    assertThat(mean.value()).isEqualTo(3.625);
    assertThat(mean.error())
        .isEqualTo(Statistics.standardError(new double[] {1, 4, 2.5, 7}), within(1e-15));
  }

  /** The error of a smooth statistic is its slope times that of the mean, to first order. */
  @Test
  void theJackknifeOfASquareIsTwiceTheMeanTimesItsError() {
    List<List<Double>> rows = List.of(List.of(9.99), List.of(10.01), List.of(10.0));

    Measured square = Measured.jackknife(rows, means -> means[0] * means[0]);

    assertThat(square.error())
        .isEqualTo(
            20 * Statistics.standardError(new double[] {9.99, 10.01, 10.0}),
            within(1e-6)); // second order: (0.01)²/10
  }

  /** Beta(3, 3) has variance 1/28, Beta(3, 1) 3/80. */
  @Test
  void aShareIsNeverWithoutError() {
    assertThat(Measured.share(2, 4)).isEqualTo(new Measured(0.5, Math.sqrt(1 / 28.0)));
    assertThat(Measured.share(2, 2).value()).isEqualTo(1);
    assertThat(Measured.share(2, 2).error()).isEqualTo(Math.sqrt(3 / 80.0), within(1e-15));
  }

  @Test
  void aRatioIsTheGeometricMeanOfTheSeeds() {
    Measured ratio = Measured.ratio(new double[] {2, 3}, new double[] {1, 2.5});

    assertThat(ratio.value()).isEqualTo(Math.exp(0.75), within(1e-15));
    assertThat(ratio.error()).isEqualTo(0.25 * Math.exp(0.75), within(1e-15));
  }

  @Test
  void seedsFollowTheFirst() {
    assertThat(new Seeds(2, 4).of(new StudyPlan(StudyPlan.Size.FAST, 7))).containsExactly(7, 8);
    assertThat(new Seeds(2, 4).of(new StudyPlan(StudyPlan.Size.FULL, 7)))
        .containsExactly(7, 8, 9, 10);
  }
}
