// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.assertj.core.data.Offset;
import org.eidograph.base.Json;
import org.eidograph.theory.scaling.DepthRule;
import org.eidograph.theory.scaling.EmbeddingRule;
import org.eidograph.theory.scaling.MaximalUpdate;
import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.theory.scaling.ScalingRecipe;
import org.eidograph.theory.scaling.Standard;
import org.eidograph.theory.scaling.TensorRole;
import org.eidograph.theory.scaling.TensorRule;
import org.eidograph.theory.scaling.TunedSettings;
import org.eidograph.theory.scaling.WeightDecayRule;
import org.eidograph.theory.scaling.names.ModelDescription;
import org.eidograph.theory.scaling.names.ModelDescription.Counts;
import org.eidograph.theory.scaling.names.ModelDescription.Switches;
import org.eidograph.theory.scaling.names.ModelDescription.Widths;
import org.eidograph.theory.scaling.names.ModelFamily;
import org.eidograph.theory.scaling.names.TensorDescription;
import org.eidograph.theory.scaling.names.TensorNames;
import org.eidograph.theory.scaling.plan.PlanNote.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScalingPlanTest {
  private static final ModelDescription TARGET = llama(1024, 4096, 16, 8, 64, false);
  private static final ModelDescription BASE = llama(256, 1024, 4, 2, 64, false);
  private static final ScalingRecipe RECIPE = ScalingRecipe.maximalUpdate();

  /** Products of a few roundings. */
  private static final Offset<Double> EXACT = within(1e-16);

  /** Claim P8, first part. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "self_attn.q_proj",
        "self_attn.k_proj",
        "self_attn.v_proj",
        "self_attn.o_proj",
        "mlp.gate_proj",
        "mlp.up_proj",
        "mlp.down_proj"
      })
  void matricesOfFourTimesTheWidth(String module) {
    PlannedTensor line = plan(RECIPE).tensor("model.layers.*.%s.weight".formatted(module));

    assertRule(line.rule(), new TensorRule(0.01, 1, 2.5e-3, 2.5e-9, 0.4, 1));
    assertThat(line.role()).isEqualTo(TensorRole.HIDDEN);
    assertThat(line.growthOut()).isEqualTo(4);
    assertThat(line.growthIn()).isEqualTo(4);
  }

  /** Claim P8, second part. */
  @Test
  void tablesNormsAndHeadOfFourTimesTheWidth() {
    ScalingPlan plan = plan(RECIPE);
    PlannedTensor norm = plan.tensor("model.layers.*.input_layernorm.weight");

    assertRule(
        plan.tensor("model.embed_tokens.weight").rule(),
        new TensorRule(0.02, 1, 1e-2, 2.5e-9, 0.1, 4));
    assertRule(norm.rule(), new TensorRule(0, 1, 1e-2, 2.5e-9, 0, 4));
    assertThat(norm.initMean()).isEqualTo(1);
    assertRule(
        plan.tensor("lm_head.weight").rule(), new TensorRule(0.02, 0.25, 1e-2, 2.5e-9, 0.1, 4));
    assertThat(plan.multipliers()).isEqualTo(new ModelMultipliers(1, 0.125, 1, 0.25));
    assertThat(plan.parametrization()).isEqualTo("mup-B");
    assertThat(plan.optimizer()).isEqualTo("adamw");
  }

  /** Claim P8, third part. */
  @Test
  void largeVocabularyAndRootDecay() {
    ScalingPlan large = plan(RECIPE.with(new EmbeddingRule.LargeVocabulary()));
    ScalingPlan root = plan(RECIPE.with(WeightDecayRule.SQRT));

    assertThat(large.tensor("model.embed_tokens.weight").rule().learningRate())
        .isEqualTo(5e-3, EXACT);
    assertThat(root.tensor("model.layers.*.mlp.up_proj.weight").rule().weightDecay())
        .isEqualTo(0.2, EXACT);
  }

  /** Claim P8, last part: at the base shape everything is ordinary training. */
  @Test
  void targetLikeTheBaseIsOrdinaryTraining() {
    ScalingPlan plan =
        ScalingPlan.of(PlanRequest.of(BASE, BASE, PlanSettings.assumed(), PlanChoices.of(RECIPE)));

    for (PlannedTensor line : plan.tensors()) {
      TensorRule rule = line.rule();
      assertThat(rule.forwardMultiplier()).isEqualTo(1);
      assertThat(rule.learningRate()).isEqualTo(1e-2);
      assertThat(rule.epsilon()).isEqualTo(1e-8);
      assertThat(rule.weightDecay()).isIn(0.0, 0.1);
      assertThat(rule.initStd()).isIn(0.0, 0.02);
      assertThat(rule.clipWeight()).isEqualTo(1);
    }
    assertThat(plan.multipliers()).isEqualTo(new ModelMultipliers(1, 0.125, 1, 1));
    assertThat(topics(plan)).contains(Topic.SAME_SHAPE);
  }

  /** Claim P11: a configuration that names a base width means the same plan. */
  @Test
  void baseWidthMeansTheSamePlanAsABaseModel() {
    PlanChoices choices = PlanChoices.of(RECIPE);
    PlanSettings settings = PlanSettings.assumed();

    assertThat(ScalingPlan.of(PlanRequest.of(TARGET.narrowedTo(256), TARGET, settings, choices)))
        .isEqualTo(ScalingPlan.of(PlanRequest.of(BASE, TARGET, settings, choices)));
  }

  /** The example of the package documentation. */
  @Test
  void exampleOfThePackageRuns() {
    ModelDescription target =
        new ModelDescription(
            ModelFamily.LLAMA,
            new Widths(1024, 4096, 16, 8, 64),
            Counts.of(12, 32000),
            Switches.plain(false));
    PlanSettings settings = PlanSettings.assumed().withLearningRate(1e-2);
    PlanChoices choices = PlanChoices.of(ScalingRecipe.maximalUpdate());
    ScalingPlan plan =
        ScalingPlan.of(PlanRequest.of(target.narrowedTo(256), target, settings, choices));

    assertThat(plan.tensor("model.layers.*.mlp.up_proj.weight").rule().learningRate())
        .isEqualTo(0.0025, EXACT);
  }

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
  void growingHeadsChangeTheAttentionScaleByTheParametrization() {
    ModelDescription target = llama(1024, 4096, 4, 2, 256, false);
    ModelDescription narrow = llama(256, 1024, 4, 2, 64, false);
    ScalingRecipe standard = ScalingRecipe.of(new Standard(), OptimizerKind.ADAMW);

    // √d_h0/d_h in muP, 1/√d_h in SP
    assertThat(plan(narrow, target, RECIPE).multipliers().attention()).isEqualTo(8.0 / 256);
    assertThat(plan(narrow, target, standard).multipliers().attention()).isEqualTo(1.0 / 16);
    assertThat(topics(plan(narrow, target, standard))).contains(Topic.HEAD_SIZE);
  }

  @Test
  void multipliersOfTheBaseAreCarriedOn() {
    BaseMultipliers granite = new BaseMultipliers(12, OptionalDouble.of(1.0 / 64), 0.22, 0.5);
    ScalingPlan plan =
        plan(PlanChoices.of(RECIPE.with(DepthRule.BranchPower.completeP())).with(granite));

    assertThat(plan.multipliers()).isEqualTo(new ModelMultipliers(12, 1.0 / 64, 0.22, 0.125));
    ScalingPlan deep =
        ScalingPlan.of(
            PlanRequest.of(
                deep(BASE, 2),
                deep(TARGET, 8),
                PlanSettings.assumed(),
                PlanChoices.of(RECIPE.with(DepthRule.BranchPower.completeP())).with(granite)));
    assertThat(deep.multipliers().residual()).isEqualTo(0.22 / 4, EXACT);
    assertThat(deep.tensor("model.layers.*.mlp.up_proj.weight").rule().epsilon())
        .isEqualTo(2.5e-9 / 4, within(1e-24));
    assertThat(deep.tensor("model.norm.weight").rule().epsilon()).isEqualTo(2.5e-9);
  }

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
                "assumed, not tuned: weight decay 0.1, epsilon 1.0E-8, initial std 0.02; tune them at the base"));
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

  @Test
  void vectorsAreDecayedOnlyIfAsked() {
    PlanChoices decayed =
        new PlanChoices(RECIPE, BaseMultipliers.NONE, false, false, false, true, false);

    assertThat(plan(decayed).tensor("model.norm.weight").rule().weightDecay()).isEqualTo(0.1);
  }

  @Test
  void orthogonalisedMatricesAndAdamwForTheRest() {
    ScalingPlan plan = plan(ScalingRecipe.of(new MaximalUpdate(), OptimizerKind.MUON));

    assertThat(plan.tensor("model.layers.*.mlp.up_proj.weight").optimizer()).isEqualTo("muon");
    assertThat(plan.tensor("model.embed_tokens.weight").optimizer()).isEqualTo("adamw");
    assertThat(plan.tensor("model.embed_tokens.weight").rule())
        .isEqualTo(plan(RECIPE).tensor("model.embed_tokens.weight").rule());
  }

  @Test
  void headersAndConfigurationsGiveTheSamePlan() {
    List<TensorDescription> all = new ArrayList<>();
    for (int layer = 0; layer < TARGET.counts().layers(); layer++) {
      for (TensorDescription tensor : TensorNames.expected(TARGET)) {
        String name = tensor.pattern().replace("*", Integer.toString(layer));
        if (layer == 0 || tensor.pattern().contains("*")) {
          all.add(TensorNames.describe(name, tensor.storedShape(), TARGET));
        }
      }
    }
    PlanRequest request =
        new PlanRequest(
            BASE,
            TARGET,
            TensorNames.expected(BASE),
            all,
            PlanSettings.assumed(),
            PlanChoices.of(RECIPE));

    assertThat(ScalingPlan.of(request)).isEqualTo(plan(RECIPE));
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

  @Test
  void everyLineHasAReasonAndASource() {
    assertThat(plan(RECIPE).tensors())
        .isNotEmpty()
        .allSatisfy(
            line -> {
              assertThat(line.reason()).isNotBlank().doesNotContain("\n");
              assertThat(line.citation()).contains("arXiv");
            });
  }

  @Test
  void planIsWrittenAndReadBackUnchanged() {
    ScalingPlan plan = plan(RECIPE);

    assertThat(Json.mapper().readValue(Json.line(plan), ScalingPlan.class)).isEqualTo(plan);
    assertThat(Json.line(plan)).contains("\"forward_multiplier\":0.25");
  }

  private static List<Topic> topics(ScalingPlan plan) {
    return plan.notes().stream().map(PlanNote::topic).toList();
  }

  private static ScalingPlan plan(ScalingRecipe recipe) {
    return plan(PlanChoices.of(recipe));
  }

  private static ScalingPlan plan(PlanChoices choices) {
    return ScalingPlan.of(PlanRequest.of(BASE, TARGET, PlanSettings.assumed(), choices));
  }

  private static ScalingPlan plan(
      ModelDescription base, ModelDescription target, ScalingRecipe recipe) {
    return ScalingPlan.of(
        PlanRequest.of(base, target, PlanSettings.assumed(), PlanChoices.of(recipe)));
  }

  private static ModelDescription llama(
      int hidden, int feedForward, int heads, int keyValueHeads, int headSize, boolean tied) {
    return new ModelDescription(
        ModelFamily.LLAMA,
        new Widths(hidden, feedForward, heads, keyValueHeads, headSize),
        Counts.of(12, 32000),
        Switches.plain(tied));
  }

  private static ModelDescription deep(ModelDescription model, int layers) {
    return new ModelDescription(
        model.family(), model.widths(), Counts.of(layers, 32000), model.switches());
  }

  private static void assertRule(TensorRule actual, TensorRule expected) {
    assertThat(actual.initStd()).isEqualTo(expected.initStd(), EXACT);
    assertThat(actual.forwardMultiplier()).isEqualTo(expected.forwardMultiplier(), EXACT);
    assertThat(actual.learningRate()).isEqualTo(expected.learningRate(), EXACT);
    assertThat(actual.epsilon()).isEqualTo(expected.epsilon(), within(1e-24));
    assertThat(actual.weightDecay()).isEqualTo(expected.weightDecay(), EXACT);
    assertThat(actual.clipWeight()).isEqualTo(expected.clipWeight(), EXACT);
  }
}
