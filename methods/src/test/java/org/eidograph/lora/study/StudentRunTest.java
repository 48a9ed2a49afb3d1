// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.eidograph.lora.study.StudentRun.Outcome;
import org.eidograph.lora.study.StudentRun.Training;
import org.eidograph.study.Statistics;
import org.eidograph.theory.lora.LoraPlus;
import org.eidograph.theory.lora.RandomFactor;
import org.eidograph.train.engine.Workers;
import org.junit.jupiter.api.Test;

class StudentRunTest {
  private static final ShiftTask.Shape SMALL = new ShiftTask.Shape(32, 8, 4, 2, 64);
  private static final Training SHORT = new Training(20, 16);
  private static final Student ADAPTER = new Student.Adapter(RandomFactor.A, 4, 1);
  private static final LoraPlus RATES = LoraPlus.literal(1 / 64.0, 1);

  @Test
  void anUntrainedStudentHasTheStartingLossExactly() {
    for (Student student :
        List.of(ADAPTER, new Student.Adapter(RandomFactor.B, 4, 1), new Student.Whole())) {
      assertThat(run(student, RATES, new Training(0, 16), 1).loss()).isEqualTo(1);
    }
  }

  @Test
  void theRandomFactorHasTheVarianceOfTheTheory() {
    // Init[A]: A·z sums 1024 terms of variance |z|²/n; E z² = 1, so its mean square is near 1
    try (ShiftTask task = ShiftTask.of(ShiftTask.Shape.ofWidth(1024), 0)) {
      Student adapter = new Student.Adapter(RandomFactor.A, 64, 1);

      Outcome outcome = StudentRun.of(task, adapter, RATES, new Training(0, 16), 0);

      // 64 independent rows, but inputs share one covariance of rank 64: about 1/√(2·64)·√2 ≈ 0.13
      assertThat(outcome.bottleneck()).isEqualTo(1, within(0.2));
    }
  }

  @Test
  void trainingLowersTheLossAndTheSameSeedGivesTheSameNumber() {
    Outcome first = run(ADAPTER, RATES, SHORT, 1);

    assertThat(first.loss()).isLessThan(0.9);
    assertThat(run(ADAPTER, RATES, SHORT, 1)).isEqualTo(first);
    assertThat(run(ADAPTER, RATES, SHORT, 2)).isNotEqualTo(first);
  }

  @Test
  void theWholeWeightIsTrainedToo() {
    Outcome outcome = run(new Student.Whole(), LoraPlus.literal(1 / 256.0, 1), SHORT, 1);

    assertThat(outcome.loss()).isLessThan(0.9);
    assertThat(outcome.bottleneck()).isNaN();
  }

  @Test
  void eachRateMovesItsOwnFactor() {
    // without a rate for B the adapter stays zero; without one for A its bottleneck stays
    Outcome onlyA = run(ADAPTER, new LoraPlus(1 / 64.0, 0), SHORT, 1);
    Outcome onlyB = run(ADAPTER, new LoraPlus(0, 1 / 64.0), SHORT, 1);
    Outcome none = run(ADAPTER, RATES, new Training(0, 16), 1);

    assertThat(onlyA.loss()).isEqualTo(1);
    assertThat(onlyB.loss()).isLessThan(1);
    assertThat(onlyB.bottleneck()).isEqualTo(none.bottleneck());
  }

  @Test
  void anAbsurdRateIsAnInfiniteLoss() {
    assertThat(run(ADAPTER, LoraPlus.literal(1e30, 1), SHORT, 1).loss())
        .isEqualTo(Double.POSITIVE_INFINITY);
  }

  /**
   * For a wide task both hidden layers are Gaussian, with variances 1 and 2 and correlation 1/√2,
   * and E relu(a)·relu(b) has a closed form (Cho and Saul, 2009): the mean squared difference of
   * the outputs is 2·(1/2 + 1 − √2·κ).
   */
  @Test
  void theStartingLossIsThatOfTheArcCosineKernel() {
    double angle = Math.PI / 4;
    double kappa = (Math.sin(angle) + (Math.PI - angle) * Math.cos(angle)) / Math.PI;
    double[] losses = new double[12];
    for (int seed = 0; seed < losses.length; seed++) {
      try (ShiftTask task = ShiftTask.of(ShiftTask.Shape.ofWidth(512), seed)) {
        losses[seed] = task.startLoss();
      }
    }

    assertThat(Arrays.stream(losses).average().orElseThrow())
        .isEqualTo(2 * (1.5 - Math.sqrt(2) * kappa), within(4 * Statistics.standardError(losses)));
  }

  @Test
  void runsLeaveNoHandleBehind() {
    try (ShiftTask task = ShiftTask.of(SMALL, 1)) {
      StudentRun.of(task, ADAPTER, RATES, SHORT, 1);
      long before = Pointer.totalCount();

      for (int i = 0; i < 5; i++) {
        StudentRun.of(task, ADAPTER, RATES, SHORT, 1);
      }

      // the collector may meanwhile free a handle of another test
      assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
    }
  }

  @Test
  void theNumberOfWorkersDoesNotChangeACurve() {
    RateSweep.Case one = new RateSweep.Case(SMALL, ADAPTER);
    List<Double> grid = RateSweep.grid(-7, -5, 1);
    try (Workers single = new Workers(1);
        Workers pair = new Workers(2);
        RateSweep here = new RateSweep(single, 0);
        RateSweep there = new RateSweep(pair, 0)) {
      assertThat(there.curves(List.of(one), grid)).isEqualTo(here.curves(List.of(one), grid));
    }
  }

  private static Outcome run(Student student, LoraPlus rates, Training training, long seed) {
    try (ShiftTask task = ShiftTask.of(SMALL, seed)) {
      return StudentRun.of(task, student, rates, training, seed);
    }
  }
}
