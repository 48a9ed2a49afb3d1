// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.limit.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.eidograph.study.Measured;
import org.eidograph.study.StudyPlan;
import org.eidograph.train.engine.Workers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Numbers of the studies against second derivations; the registry of papers judges the rest. */
class LimitStudiesTest {
  private static final StudyPlan FAST = new StudyPlan(StudyPlan.Size.FAST, 0);

  @Test
  void limitsOfBranchScalesAreThoseOfASecondProgram() {
    Map<String, Measured> measured = BranchScaleStudy.limits().measured();

    assertThat(measured.get("SR-points-residual").value()).isEqualTo(0.12931587, within(1e-8));
    assertThat(measured.get("SR-points-plain").value()).isEqualTo(0.0034387133, within(1e-10));
    assertThat(measured.get("SR-rate-none").value()).isEqualTo(177.54, within(0.01));
  }

  @Test
  void eigenvaluesFallWithTheDepthOfPlainNetworksOnly() {
    assertThat(BranchScaleStudy.plainEigenvalue(1000))
        .isLessThan(BranchScaleStudy.plainEigenvalue(100) / 10);
    // Before the first branch the points span a plane: three of five eigenvalues are 0.
    assertThat(BranchScaleStudy.residualEigenvalue(0)).isEqualTo(0, within(1e-12));
    assertThat(BranchScaleStudy.residualEigenvalue(1)).isGreaterThan(0.1);
  }

  @Test
  void limitsOfSequencesAreThoseOfASecondProgram() {
    BranchSequenceStudy.Limits limits = BranchSequenceStudy.limits();

    assertThat(limits.ramp()).isEqualTo(0.9070603109, within(1e-9));
    assertThat(limits.geometric()).isEqualTo(0.8658673248, within(1e-9));
    assertThat(limits.inverse()).isEqualTo(0.8597712483, within(1e-8));
    assertThat(limits.trivial()).isEqualTo(0.500054494, within(1e-9));
    assertThat(limits.explosive()).isEqualTo(4.8790164169, within(1e-9));
  }

  @Test
  void seedsAreIndependentAndRepeat() {
    try (Workers workers = new Workers(2)) {
      SeedRuns<Long> runs = SeedRuns.of(workers, new long[] {1, 2, 3}, seed -> seed);

      assertThat(runs.results()).containsExactly(1_000_003L, 2_000_006L, 3_000_009L);
      Measured mean = runs.mean(seed -> seed / 1_000_003.0);
      assertThat(mean.value()).isEqualTo(2, within(1e-15));
      assertThat(mean.error()).isEqualTo(1 / Math.sqrt(3), within(1e-15));
      assertThat(runs.pooled(seed -> new double[] {seed, seed})).hasSize(6);
    }
  }

  @Test
  @Tag("slow")
  void drawnNetworksAgreeWithTheLimitsWithinTheirErrors() {
    try (Workers workers = new Workers(2)) {
      Map<String, Measured> measured = BranchSequenceStudy.run(FAST, workers).measured();
      Measured geometric = measured.get("WS-drawn-geometric");

      // Four standard errors of three seeds, and a rate of growth of (n + 1)/(2n).
      assertThat(geometric.value()).isEqualTo(0.8658673248, within(4 * geometric.error() + 0.004));
      assertThat(List.copyOf(measured.keySet()))
          .containsExactly("WS-drawn-ramp", "WS-drawn-geometric", "WS-drawn-error");
    }
  }
}
