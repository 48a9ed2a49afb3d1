// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers;

import static org.assertj.core.api.Assertions.assertThat;

import org.eidograph.base.Figure;
import org.eidograph.study.StudyPlan;
import org.eidograph.train.engine.Workers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The small runs with the seeds a user gets. */
@Tag("slow")
class FastRunTest {
  /** Three standard errors: few seeds may fail a true claim, but hardly by more. */
  private static final double CLEAR = 3;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stable-resnet",
        "infinite-depth",
        "commute-1",
        "commute-2",
        "jacobian",
        "eoc-selection",
        "eoc-impact",
        "ntk-depth",
        "lr-transfer",
        "layer-alignment",
        "lora-plus",
        "lora-init",
        "mu-a",
        "plop",
        "large-vocab",
        "mupscaling"
      })
  void noClaimFailsClearly(String id) {
    Reproduction reproduction = Reproductions.of(Papers.find(id).orElseThrow()).orElseThrow();
    StudyPlan plan = new StudyPlan(StudyPlan.Size.FAST, Reproductions.FIRST_SEED);
    long claims =
        reproduction.experiments(plan).stream().mapToLong(each -> each.claims().size()).sum();
    try (Workers workers = new Workers(Runtime.getRuntime().availableProcessors())) {
      PaperResult result = reproduction.run(plan, workers, () -> {});

      assertThat(result.verdicts())
          .hasSize(Math.toIntExact(claims))
          .noneMatch(FastRunTest::failsClearly);
      assertThat(result.figures()).isNotEmpty();
      assertThat(result.figures())
          .extracting(Figure::id)
          .doesNotHaveDuplicates()
          .allMatch(figure -> figure.startsWith(id));
    }
  }

  private static boolean failsClearly(Verdict verdict) {
    if (verdict.passed()) {
      return false;
    }
    if (verdict.measured() == null || verdict.error() == null) {
      return true;
    }
    Tolerance tolerance = new Tolerance(verdict.least(), verdict.most());
    return tolerance.margin(verdict.measured()) < -CLEAR * verdict.error();
  }
}
