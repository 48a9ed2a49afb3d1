// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ScalingRecipeTest {
  private static final Offset<Double> EXACT = within(1e-15);
  private static final ScaledTensor HIDDEN = ScaledTensor.square(TensorRole.HIDDEN, 256, 1024);
  private static final ScaledTensor TABLE =
      new ScaledTensor(TensorRole.EMBEDDING, new Fans(256, 32000), new Fans(1024, 32000), false);
  private static final ScalingRecipe RECIPE = ScalingRecipe.maximalUpdate();

  /** The example of the package documentation. */
  @Test
  void exampleOfThePackageRuns() {
    ScaledTensor query = ScaledTensor.square(TensorRole.HIDDEN, 256, 1024);
    TensorRule rule = ScalingRecipe.maximalUpdate().rule(query, TunedSettings.USUAL, 1);

    assertThat(rule.learningRate()).isEqualTo(0.0025);
  }

  @Test
  void neutralRulesChangeNothing() {
    MaximalUpdate plain = new MaximalUpdate();

    assertThat(rule(RECIPE, HIDDEN))
        .isEqualTo(plain.rule(HIDDEN, TunedSettings.USUAL, OptimizerKind.ADAMW));
    assertThat(rule(RECIPE.with(new EmbeddingRule.Measured(1)), TABLE))
        .isEqualTo(rule(RECIPE, TABLE));
  }

  @Test
  void largeVocabularySlowsOnlyTheTableAndKeepsItsDecayPerStep() {
    ScalingRecipe recipe = RECIPE.with(new EmbeddingRule.LargeVocabulary());

    assertThat(rule(recipe, TABLE).learningRate()).isEqualTo(5e-3, EXACT);
    assertThat(rule(recipe, TABLE).weightDecay()).isEqualTo(0.2, EXACT);
    assertThat(rule(recipe, HIDDEN)).isEqualTo(rule(RECIPE, HIDDEN));
  }

  @Test
  void interpolationLiesBetweenItsLimits() {
    double many = rule(RECIPE.with(EmbeddingRule.Interpolated.uniform()), TABLE).learningRate();
    EmbeddingRule counted = new EmbeddingRule.Interpolated(32000, 1);
    double one = rule(RECIPE.with(counted), TABLE).learningRate();

    // u = (2/π)·512/32000 = 0.0102 for all tokens alike, 326 for a single token
    assertThat(many).isBetween(5e-3, 5.05e-3);
    assertThat(one).isBetween(9.9e-3, 1e-2);
  }

  @Test
  void countsOfOneTableDoNotSpeakForAnother() {
    EmbeddingRule counted = new EmbeddingRule.Interpolated(32000, 1);
    ScaledTensor positions =
        new ScaledTensor(TensorRole.EMBEDDING, new Fans(256, 1024), new Fans(1024, 1024), false);

    assertThat(counted.ratioExponent(positions))
        .isEqualTo(EmbeddingRule.Interpolated.uniform().ratioExponent(positions));
  }

  @Test
  void rootRuleGivesMatricesTheRootAndVectorsNothing() {
    ScalingRecipe recipe = RECIPE.with(WeightDecayRule.SQRT);
    ScaledTensor vector = ScaledTensor.square(TensorRole.VECTOR, 256, 1024);

    assertThat(rule(recipe, HIDDEN).weightDecay()).isEqualTo(0.2, EXACT);
    assertThat(rule(recipe, vector).weightDecay()).isZero();
    assertThat(rule(recipe, TABLE).weightDecay()).isEqualTo(0.1, EXACT);
    assertThat(rule(RECIPE.with(WeightDecayRule.UNSCALED), HIDDEN).weightDecay()).isEqualTo(0.1);
  }

  @Test
  void completePScalesBranchesAndEpsilonInsideBlocksOnly() {
    ScalingRecipe recipe = RECIPE.with(DepthRule.BranchPower.completeP());
    ScaledTensor inside = new ScaledTensor(TensorRole.HIDDEN, HIDDEN.base(), HIDDEN.target(), true);

    TensorRule deep = recipe.rule(inside, TunedSettings.USUAL, 8);

    assertThat(deep)
        .isEqualTo(rule(RECIPE, HIDDEN).withEpsilon(rule(RECIPE, HIDDEN).epsilon() / 8));
    assertThat(recipe.rule(TABLE, TunedSettings.USUAL, 8)).isEqualTo(rule(RECIPE, TABLE));
    assertThat(recipe.depth().branchMultiplier(8)).isEqualTo(0.125);
  }

  @Test
  void rootOfTheDepthNeedsASlowerRate() {
    DepthRule depth = new DepthRule.BranchPower(0.5);

    assertThat(depth.rateFactor(16, OptimizerKind.ADAMW)).isEqualTo(0.25, EXACT);
    // α - 1 + α: nothing for SGD at α = ½, m_L at α = 1
    assertThat(depth.rateFactor(16, OptimizerKind.SGD)).isEqualTo(1, EXACT);
    assertThat(DepthRule.BranchPower.completeP().rateFactor(16, OptimizerKind.SGD)).isEqualTo(16);
    assertThat(new DepthRule.UnitScaledBranches(16).rateFactor(4, OptimizerKind.ADAMW))
        .isEqualTo(0.25);
  }

  @Test
  void orthogonalisedStepsLeaveTheRestToAdamw() {
    ScalingRecipe muon = ScalingRecipe.of(new MaximalUpdate(), OptimizerKind.MUON);

    assertThat(rule(muon, HIDDEN).learningRate()).isEqualTo(1e-2);
    assertThat(rule(muon, HIDDEN).epsilon()).isZero();
    assertThat(rule(muon, TABLE)).isEqualTo(rule(RECIPE, TABLE));
  }

  @Test
  void refusesRulesThatDoNotGoTogether() {
    ScalingRecipe sgd = ScalingRecipe.of(new MaximalUpdate(), OptimizerKind.SGD);

    assertThatThrownBy(() -> rule(sgd.with(new EmbeddingRule.LargeVocabulary()), TABLE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the embedding rule lv")
        .hasMessageContaining("got sgd");
    assertThatThrownBy(() -> rule(sgd.with(WeightDecayRule.SQRT), HIDDEN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("part of the gradient (sgd)");
    assertThatThrownBy(() -> new DepthRule.BranchPower(0.4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[0.5, 1], got 0.4");
    assertThatThrownBy(() -> OptimizerKind.of("adagrad"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[sgd, adam, adamw, muon], got adagrad");
  }

  private static TensorRule rule(ScalingRecipe recipe, ScaledTensor tensor) {
    return recipe.rule(tensor, TunedSettings.USUAL, 1);
  }
}
