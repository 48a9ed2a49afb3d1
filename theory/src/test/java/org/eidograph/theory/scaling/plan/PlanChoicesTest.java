// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.eidograph.theory.scaling.plan.Plans.BASE;
import static org.eidograph.theory.scaling.plan.Plans.RECIPE;
import static org.eidograph.theory.scaling.plan.Plans.TARGET;
import static org.eidograph.theory.scaling.plan.Plans.assertRule;
import static org.eidograph.theory.scaling.plan.Plans.llama;
import static org.eidograph.theory.scaling.plan.Plans.plan;
import static org.eidograph.theory.scaling.plan.Plans.topics;

import org.eidograph.theory.scaling.EmbeddingRule;
import org.eidograph.theory.scaling.TensorRule;
import org.eidograph.theory.scaling.names.ModelDescription;
import org.eidograph.theory.scaling.names.ModelDescription.Counts;
import org.eidograph.theory.scaling.names.ModelDescription.Switches;
import org.eidograph.theory.scaling.names.ModelDescription.Widths;
import org.eidograph.theory.scaling.names.ModelFamily;
import org.eidograph.theory.scaling.plan.PlanNote.Topic;
import org.junit.jupiter.api.Test;

class PlanChoicesTest {
  @Test
  void tiedHeadPutsTheFactorInFrontOfTheLogits() {
    ScalingPlan plan =
        plan(llama(256, 1024, 4, 2, 64, true), llama(1024, 4096, 16, 8, 64, true), RECIPE);

    assertThat(plan.multipliers().logits()).isEqualTo(0.25);
    assertThat(plan.tensor("model.embed_tokens.weight").rule().initStd()).isEqualTo(0.02);
    assertThatThrownBy(() -> plan.tensor("lm_head.weight"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got lm_head.weight");
  }

  @Test
  void tiedHeadRefusesWhatItCannotExpress() {
    ModelDescription base = llama(256, 1024, 4, 2, 64, true);
    ModelDescription target = llama(1024, 4096, 16, 8, 64, true);
    PlanChoices zero = PlanChoices.of(RECIPE).startingAtZero(true, false);

    assertThatThrownBy(() -> plan(base, target, RECIPE.with(new EmbeddingRule.LargeVocabulary())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a tied head needs one learning rate");
    assertThatThrownBy(
            () -> ScalingPlan.of(PlanRequest.of(base, target, PlanSettings.assumed(), zero)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot start at zero");
  }

  @Test
  void headAndQueriesStartAtZeroOnlyIfAsked() {
    ScalingPlan plan = plan(PlanChoices.of(RECIPE).startingAtZero(true, true));

    assertThat(plan.tensor("lm_head.weight").rule().initStd()).isZero();
    assertThat(plan.tensor("model.layers.*.self_attn.q_proj.weight").rule().initStd()).isZero();
    assertThat(plan.tensor("model.layers.*.self_attn.k_proj.weight").rule().initStd())
        .isEqualTo(0.01);
  }

  @Test
  void fixedKeyValueHeadsAreAnnouncedAndMayStartAsReadouts() {
    ModelDescription target = llama(1024, 4096, 16, 2, 64, false);
    PlanChoices plain = PlanChoices.of(RECIPE);
    PlanChoices readout =
        new PlanChoices(RECIPE, BaseMultipliers.NONE, false, false, true, false, false);
    String key = "model.layers.*.self_attn.k_proj.weight";

    ScalingPlan hidden =
        ScalingPlan.of(PlanRequest.of(BASE, target, PlanSettings.assumed(), plain));
    ScalingPlan started =
        ScalingPlan.of(PlanRequest.of(BASE, target, PlanSettings.assumed(), readout));

    assertThat(topics(hidden)).contains(Topic.KEY_VALUE_HEADS, Topic.UNDECLARED_READOUT);
    assertThat(topics(plan(RECIPE))).doesNotContain(Topic.UNDECLARED_READOUT);
    assertRule(hidden.tensor(key).rule(), new TensorRule(0.01, 1, 2.5e-3, 1e-8, 0.4, 0.25));
    assertThat(started.tensor(key).rule()).isEqualTo(hidden.tensor(key).rule().withInitStd(0.005));
    assertThat(started.tensor("model.layers.*.self_attn.q_proj.weight").rule().initStd())
        .isEqualTo(0.01);
  }

  @Test
  void vectorsAreDecayedOnlyIfAsked() {
    PlanChoices decayed =
        new PlanChoices(RECIPE, BaseMultipliers.NONE, false, false, false, true, false);

    assertThat(plan(decayed).tensor("model.norm.weight").rule().weightDecay()).isEqualTo(0.1);
  }

  @Test
  void differentTensorsAndShrinkingWidthsAreRefused() {
    ModelDescription tied = llama(1024, 4096, 16, 8, 64, true);

    assertThatThrownBy(() -> plan(BASE, tied, RECIPE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got [lm_head.weight] in the base only and [] in the target only");
    assertThatThrownBy(() -> plan(TARGET, BASE, RECIPE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least as wide as its base");
  }

  @Test
  void packedQueriesCannotStartAtZeroAlone() {
    ModelDescription gpt2 =
        new ModelDescription(
            ModelFamily.GPT2,
            Widths.even(256, 1024, 4),
            new Counts(6, 50257, 1024, 0, 0, 0),
            Switches.plain(true));
    PlanChoices zero = PlanChoices.of(RECIPE).startingAtZero(false, true);

    assertThatThrownBy(
            () -> ScalingPlan.of(PlanRequest.of(gpt2, gpt2, PlanSettings.assumed(), zero)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("transformer.h.*.attn.c_attn.weight, which packs 3");
  }
}
