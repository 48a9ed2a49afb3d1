// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.eidograph.theory.scaling.MaximalUpdate.Layout;
import org.junit.jupiter.api.Test;

class TiedHeadTest {
  private static final ScaledTensor TABLE =
      new ScaledTensor(TensorRole.EMBEDDING, new Fans(256, 32000), new Fans(1024, 32000), false);

  @Test
  void layoutBKeepsTheTableAndDividesTheLogits() {
    TiedHead head = TiedHead.of(TABLE, ScalingRecipe.maximalUpdate(), TunedSettings.USUAL);

    assertThat(head.logitsMultiplier()).isEqualTo(0.25);
    assertThat(head.embedding().initStd()).isEqualTo(0.02);
    assertThat(head.embedding().learningRate()).isEqualTo(1e-2);
  }

  @Test
  void layoutCNeedsAMultiplierAtBothEnds() {
    TiedHead head = tied(new MaximalUpdate(Layout.C), OptimizerKind.SGD);

    assertThat(head.embedding().forwardMultiplier()).isEqualTo(2);
    assertThat(head.logitsMultiplier()).isEqualTo(0.5);
  }

  @Test
  void neuralTangentDividesTheLogitsByTheRoot() {
    assertThat(tied(new NeuralTangent(), OptimizerKind.SGD).logitsMultiplier())
        .isEqualTo(0.5, within(1e-15));
  }

  @Test
  void standardTreatsTheTableAsAnEmbedding() {
    assertThat(tied(new Standard(), OptimizerKind.ADAMW))
        .isEqualTo(new TiedHead(new TensorRule(0.02, 1, 1e-2, 1e-8, 0.1, 1), 1));
  }

  @Test
  void rulesThatTreatTheTwoUsesDifferentlyAreRefused() {
    for (Parametrization parametrization :
        List.of(
            new MaximalUpdate(Layout.A),
            new PerLayerRate(),
            new EmbeddingHeld(),
            new Spectral(),
            new UnitScaled())) {
      assertThatThrownBy(() -> tied(parametrization, OptimizerKind.ADAMW))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(parametrization.label())
          .hasMessageContaining("untie the head");
    }
  }

  @Test
  void embeddingRateThatFollowsTheWidthIsRefused() {
    ScalingRecipe recipe = ScalingRecipe.maximalUpdate().with(new EmbeddingRule.LargeVocabulary());

    assertThatThrownBy(() -> TiedHead.of(TABLE, recipe, TunedSettings.USUAL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one learning rate for embedding and readout, got 0.005 and 0.01");
  }

  private static TiedHead tied(Parametrization parametrization, OptimizerKind optimizer) {
    return TiedHead.of(TABLE, ScalingRecipe.of(parametrization, optimizer), TunedSettings.USUAL);
  }
}
