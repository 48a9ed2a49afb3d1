// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.eidograph.study.Measured;
import org.eidograph.study.StudyPlan;
import org.eidograph.train.engine.Workers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The grids are wide enough for what is read off them; the registry of papers judges the rest. */
@Tag("slow")
class StudiesTest {
  private static final StudyPlan PLAN = new StudyPlan(StudyPlan.Size.FAST, 0);
  private static Workers workers;

  @BeforeAll
  static void start() {
    workers = new Workers(Runtime.getRuntime().availableProcessors());
  }

  @AfterAll
  static void stop() {
    workers.close();
  }

  /**
   * A second implementation in Python with its own random numbers gave a gain of 1.22 over 60
   * seeds.
   */
  @Test
  void separateRatesGainAtWidthThousandWhatASecondImplementationFound() {
    RatioStudy.Result result = RatioStudy.run(PLAN, workers);

    assertThat(result.easy()).noneMatch(RatePlane::bestAtEdge);
    assertThat(result.hard().bestAtEdge()).isFalse();
    Measured gain = result.easy().get(1).gain();
    assertThat(gain.value()).isEqualTo(1.22, within(4 * gain.error()));
  }

  @Test
  void bestRatesOfBothStartsLieInsideTheGrid() {
    StartStudy.Result result = StartStudy.run(PLAN, workers);

    assertThat(result.a()).noneMatch(RateCurve::bestAtEdge);
    assertThat(result.b()).noneMatch(RateCurve::bestAtEdge);
  }

  @Test
  void bestRatesOfAllRanksLieInsideTheGrid() {
    assertThat(RankStudy.run(PLAN, workers).lines())
        .allSatisfy(line -> assertThat(line.curves()).noneMatch(RateCurve::bestAtEdge));
  }

  @Test
  void bestRatesOfAdaptersAndWholeWeightLieInsideTheGrid() {
    TransferStudy.Result result = TransferStudy.run(PLAN, workers);

    assertThat(List.of(result.small(), result.large(), result.full()))
        .noneMatch(RateCurve::bestAtEdge);
  }
}
