// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eidograph.study.Measured;
import org.eidograph.study.Seeds;
import org.eidograph.study.StudyPlan;
import org.eidograph.train.engine.Workers;
import org.junit.jupiter.api.Test;

class ReproductionTest {
  private static final Claim TWO =
      new Claim("two", "It is two.", 2, Tolerance.between(1.9, 2.1), "counting");
  private static final StudyPlan PLAN = new StudyPlan(StudyPlan.Size.FAST, 5);

  @Test
  void aVerdictHoldsAllThatWasClaimedRunAndFound() {
    Verdict verdict = verdict(new Measured(2.05, 0.01));

    assertThat(verdict.id()).isEqualTo("two");
    assertThat(verdict.claim()).isEqualTo("It is two.");
    assertThat(verdict.run()).isEqualTo("one number; few; seeds 5 to 7");
    assertThat(verdict.verdict()).isEqualTo(Verdict.Outcome.PASS);
    assertThat(verdict.tolerance()).isEqualTo("1.9 to 2.1");
    assertThat(verdict.seed()).isEqualTo(5);
    assertThat(verdict.seeds()).isEqualTo(3);
    assertThat(verdict.measuredText()).isEqualTo("2.05 ± 0.01");
    assertThat(verdict.remark()).isNull();
  }

  @Test
  void aVerdictNearTheEndSaysThatOtherSeedsMayDecideOtherwise() {
    Verdict inside = verdict(new Measured(2.05, 0.1));
    Verdict outside = verdict(new Measured(2.15, 0.1));

    assertThat(inside.verdict()).isEqualTo(Verdict.Outcome.PASS);
    assertThat(inside.remark())
        .isEqualTo("0.5 standard errors inside the tolerance: other seeds may decide otherwise");
    assertThat(outside.verdict()).isEqualTo(Verdict.Outcome.FAIL);
    assertThat(outside.remark()).startsWith("0.5 standard errors outside");
  }

  @Test
  void aClearFailureSaysHowClear() {
    assertThat(verdict(new Measured(2.6, 0.1)).remark())
        .isEqualTo("5 standard errors outside the tolerance");
  }

  @Test
  void whatIsNotANumberFailsWithoutAnError() {
    Verdict verdict = verdict(new Measured(Double.NaN, Double.NaN));

    assertThat(verdict.verdict()).isEqualTo(Verdict.Outcome.FAIL);
    assertThat(verdict.measured()).isNull();
    assertThat(verdict.measuredText()).isEqualTo("not finite");
    assertThat(verdict.remark()).isNull();
  }

  @Test
  void aSmallRunLeavesOutWhatItCannotDecide() {
    Reproduction impact = Reproductions.of(Papers.find("eoc-impact").orElseThrow()).orElseThrow();
    StudyPlan whole = new StudyPlan(StudyPlan.Size.FULL, 5);

    assertThat(impact.experiments(whole)).isEqualTo(impact.experiments());
    assertThat(impact.experiments(PLAN))
        .flatExtracting(Experiment::claims)
        .extracting(Claim::id)
        .contains("I2-beta")
        .doesNotContain("I3-relu");
  }

  @Test
  void experimentsRunInOrderAndMayBeStoppedBetween() {
    List<String> events = new ArrayList<>();
    Reproduction both =
        new Reproduction(
            Papers.all().get(0),
            List.of(
                experiment(
                    (plan, workers) -> {
                      events.add("first");
                      return Findings.of(Map.of("two", Measured.exactly(2)));
                    }),
                experiment(
                    (plan, workers) -> {
                      events.add("second");
                      return Findings.of(Map.of("two", Measured.exactly(3)));
                    })));

    try (Workers workers = new Workers(1)) {
      PaperResult result = both.run(PLAN, workers, () -> events.add("between"));

      assertThat(events).containsExactly("between", "first", "between", "second");
      assertThat(result.verdicts())
          .extracting(Verdict::verdict)
          .containsExactly(Verdict.Outcome.PASS, Verdict.Outcome.FAIL);
      assertThat(result.failed()).hasSize(1);
      assertThatThrownBy(
              () ->
                  both.run(
                      PLAN,
                      workers,
                      () -> {
                        throw new IllegalStateException("stop");
                      }))
          .hasMessage("stop");
    }
  }

  @Test
  void anExperimentThatForgetsAClaimIsFound() {
    assertThatThrownBy(() -> run(experiment((plan, workers) -> Findings.of(Map.of()))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("two");
  }

  private static Verdict verdict(Measured measured) {
    return run(experiment((plan, workers) -> Findings.of(Map.of("two", measured))))
        .verdicts()
        .get(0);
  }

  private static PaperResult run(Experiment experiment) {
    try (Workers workers = new Workers(1)) {
      return new Reproduction(Papers.all().get(0), List.of(experiment))
          .run(PLAN, workers, () -> {});
    }
  }

  private static Experiment experiment(Experiment.Measurement measurement) {
    return new Experiment("one number", "many", "few", new Seeds(3, 9), List.of(TWO), measurement);
  }
}
