// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.eidograph.train.engine.Workers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The scaling laws measured: the ranges were fixed before any of these runs. */
@Tag("slow")
class StudiesTest {
  private static Workers workers;

  @BeforeAll
  static void start() {
    workers = new Workers(Runtime.getRuntime().availableProcessors());
  }

  @AfterAll
  static void stop() {
    workers.close();
  }

  @Test
  void oneStepChangesTheSameAtEveryWidthAndRank() {
    assertHold(CountingStudy.run().claims());
  }

  @Test
  void theBestRatioLeavesOneAsTheWidthGrows() {
    RatioStudy.Result result = RatioStudy.run(StudySize.FAST, workers);

    assertHold(result.claims().stream().filter(claim -> !claim.id().equals("L1-gain")).toList());
    assertThat(result.easy()).noneMatch(RatePlane::bestAtEdge);
    assertThat(result.hard().bestAtEdge()).isFalse();
    // the gain is near its limit of 1.2, too near for a few seeds to tell: a second implementation
    // in Python with its own random numbers gave 1.22 over 60 seeds
    Measured gain = result.easy().get(1).gain();
    assertThat(gain.value()).isEqualTo(1.22, within(4 * gain.error()));
  }

  @Test
  void theRandomFactorSetsHowRateAndBottleneckGrow() {
    StartStudy.Result result = StartStudy.run(StudySize.FAST, workers);

    assertHold(result.claims());
    assertThat(result.a()).noneMatch(RateCurve::bestAtEdge);
    assertThat(result.b()).noneMatch(RateCurve::bestAtEdge);
  }

  @Test
  void theBestRateMovesWithTheRankAsTheMultiplierSays() {
    RankStudy.Result result = RankStudy.run(StudySize.FAST, workers);

    assertHold(result.claims());
    assertThat(result.lines())
        .allSatisfy(line -> assertThat(line.curves()).noneMatch(RateCurve::bestAtEdge));
  }

  @Test
  void aRateCarriedByTheRuleCostsLittle() {
    assertHold(CarryStudy.run(StudySize.FAST, workers).claims());
  }

  @Test
  void anAdapterBracketsTheRateOfFullFineTuningFromAbove() {
    TransferStudy.Result result = TransferStudy.run(StudySize.FAST, workers);

    assertHold(result.claims());
    assertThat(List.of(result.small(), result.large(), result.full()))
        .noneMatch(RateCurve::bestAtEdge);
  }

  private static void assertHold(List<Claim> claims) {
    assertThat(claims).isNotEmpty().allMatch(Claim::holds);
  }
}
