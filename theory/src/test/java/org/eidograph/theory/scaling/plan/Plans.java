// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.eidograph.theory.scaling.ScalingRecipe;
import org.eidograph.theory.scaling.TensorRule;
import org.eidograph.theory.scaling.names.ModelDescription;
import org.eidograph.theory.scaling.names.ModelDescription.Counts;
import org.eidograph.theory.scaling.names.ModelDescription.Switches;
import org.eidograph.theory.scaling.names.ModelDescription.Widths;
import org.eidograph.theory.scaling.names.ModelFamily;
import org.eidograph.theory.scaling.plan.PlanNote.Topic;

/** Models and plans that the tests of this package share. */
final class Plans {
  static final ModelDescription TARGET = llama(1024, 4096, 16, 8, 64, false);
  static final ModelDescription BASE = llama(256, 1024, 4, 2, 64, false);
  static final ScalingRecipe RECIPE = ScalingRecipe.maximalUpdate();

  /** Products of a few roundings. */
  static final Offset<Double> EXACT = within(1e-16);

  private Plans() {}

  static List<Topic> topics(ScalingPlan plan) {
    return plan.notes().stream().map(PlanNote::topic).toList();
  }

  static ScalingPlan plan(ScalingRecipe recipe) {
    return plan(PlanChoices.of(recipe));
  }

  static ScalingPlan plan(PlanChoices choices) {
    return ScalingPlan.of(PlanRequest.of(BASE, TARGET, PlanSettings.assumed(), choices));
  }

  static ScalingPlan plan(ModelDescription base, ModelDescription target, ScalingRecipe recipe) {
    return ScalingPlan.of(
        PlanRequest.of(base, target, PlanSettings.assumed(), PlanChoices.of(recipe)));
  }

  static ModelDescription llama(
      int hidden, int feedForward, int heads, int keyValueHeads, int headSize, boolean tied) {
    return new ModelDescription(
        ModelFamily.LLAMA,
        new Widths(hidden, feedForward, heads, keyValueHeads, headSize),
        Counts.of(12, 32000),
        Switches.plain(tied));
  }

  static ModelDescription deep(ModelDescription model, int layers) {
    return new ModelDescription(
        model.family(), model.widths(), Counts.of(layers, 32000), model.switches());
  }

  static void assertRule(TensorRule actual, TensorRule expected) {
    assertThat(actual.initStd()).isEqualTo(expected.initStd(), EXACT);
    assertThat(actual.forwardMultiplier()).isEqualTo(expected.forwardMultiplier(), EXACT);
    assertThat(actual.learningRate()).isEqualTo(expected.learningRate(), EXACT);
    assertThat(actual.epsilon()).isEqualTo(expected.epsilon(), within(1e-24));
    assertThat(actual.weightDecay()).isEqualTo(expected.weightDecay(), EXACT);
    assertThat(actual.clipWeight()).isEqualTo(expected.clipWeight(), EXACT);
  }
}
