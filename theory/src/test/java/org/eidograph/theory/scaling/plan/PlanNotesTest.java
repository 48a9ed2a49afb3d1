// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.eidograph.theory.scaling.plan.Plans.BASE;
import static org.eidograph.theory.scaling.plan.Plans.RECIPE;
import static org.eidograph.theory.scaling.plan.Plans.TARGET;
import static org.eidograph.theory.scaling.plan.Plans.topics;

import org.eidograph.theory.scaling.TunedSettings;
import org.eidograph.theory.scaling.names.ModelDescription;
import org.eidograph.theory.scaling.names.ModelDescription.Counts;
import org.eidograph.theory.scaling.names.ModelDescription.Switches;
import org.eidograph.theory.scaling.names.ModelDescription.Widths;
import org.eidograph.theory.scaling.names.ModelFamily;
import org.eidograph.theory.scaling.plan.PlanNote.Topic;
import org.junit.jupiter.api.Test;

class PlanNotesTest {
  @Test
  void settingsThatNobodyTunedAreMarkedAndNamed() {
    PlanSettings settings = PlanSettings.assumed().withLearningRate(3e-3);
    ScalingPlan plan =
        ScalingPlan.of(PlanRequest.of(BASE, TARGET, settings, PlanChoices.of(RECIPE)));

    assertThat(plan.settings().learningRate()).isEqualTo(new Setting(3e-3, false));
    assertThat(plan.settings().weightDecay()).isEqualTo(new Setting(0.1, true));
    assertThat(plan.notes())
        .contains(
            new PlanNote(
                Topic.ASSUMED_SETTINGS,
                "assumed, not tuned: weight decay 0.1, epsilon 1e-8, initial std 0.02; tune them at the base"));
    assertThat(
            topics(
                ScalingPlan.of(
                    PlanRequest.of(
                        BASE,
                        TARGET,
                        PlanSettings.given(TunedSettings.USUAL),
                        PlanChoices.of(RECIPE)))))
        .isEmpty();
  }

  @Test
  void notesSpeakOfDepthVocabularyRatioAndSmallBases() {
    ModelDescription odd =
        new ModelDescription(
            ModelFamily.LLAMA,
            new Widths(64, 172, 4, 2, 16),
            Counts.of(5, 512),
            Switches.plain(false));
    PlanChoices choices =
        new PlanChoices(RECIPE, BaseMultipliers.NONE, false, false, false, false, true);
    ScalingPlan plan =
        ScalingPlan.of(
            PlanRequest.of(odd, TARGET, PlanSettings.given(TunedSettings.USUAL), choices));

    assertThat(topics(plan))
        .containsExactlyInAnyOrder(
            Topic.SMALL_BASE,
            Topic.FEED_FORWARD_RATIO,
            Topic.HEAD_SIZE,
            Topic.DEPTH,
            Topic.VOCABULARY,
            Topic.CHECKPOINT);
  }
}
