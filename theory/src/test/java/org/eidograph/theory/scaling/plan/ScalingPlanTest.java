// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.eidograph.theory.scaling.plan.Plans.BASE;
import static org.eidograph.theory.scaling.plan.Plans.EXACT;
import static org.eidograph.theory.scaling.plan.Plans.RECIPE;
import static org.eidograph.theory.scaling.plan.Plans.TARGET;
import static org.eidograph.theory.scaling.plan.Plans.assertRule;
import static org.eidograph.theory.scaling.plan.Plans.deep;
import static org.eidograph.theory.scaling.plan.Plans.llama;
import static org.eidograph.theory.scaling.plan.Plans.plan;
import static org.eidograph.theory.scaling.plan.Plans.topics;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.eidograph.base.Json;
import org.eidograph.theory.scaling.DepthRule;
import org.eidograph.theory.scaling.EmbeddingRule;
import org.eidograph.theory.scaling.MaximalUpdate;
import org.eidograph.theory.scaling.NeuralTangent;
import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.theory.scaling.ScalingRecipe;
import org.eidograph.theory.scaling.Standard;
import org.eidograph.theory.scaling.TensorRole;
import org.eidograph.theory.scaling.TensorRule;
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
  void orthogonalisedMatricesAndAdamwForTheRest() {
    ScalingPlan plan = plan(ScalingRecipe.of(new MaximalUpdate(), OptimizerKind.MUON));

    assertThat(plan.tensor("model.layers.*.mlp.up_proj.weight").optimizer()).isEqualTo("muon");
    assertThat(plan.tensor("model.embed_tokens.weight").optimizer()).isEqualTo("adamw");
    assertThat(plan.tensor("model.embed_tokens.weight").rule())
        .isEqualTo(plan(RECIPE).tensor("model.embed_tokens.weight").rule());
  }

  /** A router has no scalar of its own; its layout-B multiplier becomes scale of its weight. */
  @Test
  void multipliersWithoutAPlaceAreFoldedIntoTheirTensors() {
    ModelDescription mixtral =
        new ModelDescription(
            ModelFamily.MIXTRAL,
            new Widths(1024, 4096, 16, 8, 64),
            new Counts(12, 32000, 0, 0, 4, 0),
            Switches.plain(false));
    PlannedTensor router =
        plan(mixtral.narrowedTo(256), mixtral, RECIPE)
            .tensor("model.layers.*.block_sparse_moe.gate.weight");
    ScalingPlan tangent = plan(ScalingRecipe.of(new NeuralTangent(), OptimizerKind.SGD));
    TensorRule hidden = tangent.tensor("model.layers.*.mlp.up_proj.weight").rule();

    assertThat(router.role()).isEqualTo(TensorRole.READOUT);
    assertRule(router.rule(), new TensorRule(0.005, 1, 2.5e-3, 1e-8, 0.4, 0.25));
    assertThat(router.reason()).endsWith("; multiplier folded into the weight");
    // the standard start with SGD's rate over the fan-in
    assertThat(hidden.forwardMultiplier()).isEqualTo(1);
    assertThat(hidden.initStd()).isEqualTo(0.01, EXACT);
    assertThat(hidden.learningRate()).isEqualTo(2.5e-3, EXACT);
    assertThat(tangent.multipliers().logits()).isEqualTo(0.5);
  }

  /** Layouts are gauges: where a model has no place for a multiplier, B and C are the same plan. */
  @Test
  void layoutsDifferOnlyWhereAModelHasAScalar() {
    ScalingPlan c =
        plan(ScalingRecipe.of(new MaximalUpdate(MaximalUpdate.Layout.C), OptimizerKind.ADAMW));

    assertRule(
        c.tensor("model.norm.weight").rule(), plan(RECIPE).tensor("model.norm.weight").rule());
    assertThat(c.multipliers().embedding()).isEqualTo(2);
    assertThat(c.multipliers().logits()).isEqualTo(0.5);
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
}
