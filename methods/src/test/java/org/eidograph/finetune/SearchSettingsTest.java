// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.eidograph.base.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long trials may be before a run. */
class SearchSettingsTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 40, 69, 70, 71, 200, 279, 280, 1_000, 1_000_000_000_000L})
  void allTrialsTogetherTakeNoMoreStepsThanTheRun(long run) {
    SearchSettings settings = SearchSettings.DEFAULT;
    int each = settings.stepsBefore(run);

    assertThat((long) each * settings.mostTrials()).isLessThanOrEqualTo(run);
    assertThat(each).isLessThanOrEqualTo(settings.steps());
  }

  @Test
  void trialsAreAsLongAsAskedForWhereTheRunIsLongEnoughAndNeverVeryShort() {
    assertThat(SearchSettings.DEFAULT.stepsBefore(280)).isEqualTo(40);
    assertThat(SearchSettings.DEFAULT.stepsBefore(70)).isEqualTo(10);
    assertThat(SearchSettings.DEFAULT.stepsBefore(69)).isZero();
  }

  @Test
  void stepsThatWereAskedForAreTakenWhateverTheCost() {
    SearchSettings asked = SearchSettings.DEFAULT.withSteps(30);

    assertThat(asked.stepsBefore(40)).isEqualTo(30);
    assertThat(asked.stepsBefore(20)).isEqualTo(20); // a trial is never longer than the run
  }

  @Test
  void costMustBePositive() {
    assertThatThrownBy(() -> new SearchSettings(8, 40, 64, 7, 0))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("0.0");
  }
}
