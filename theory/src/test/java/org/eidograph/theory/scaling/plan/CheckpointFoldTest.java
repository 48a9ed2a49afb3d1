// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.theory.scaling.TensorRule;
import org.eidograph.theory.scaling.names.Headers;
import org.eidograph.theory.scaling.names.ModelDescription;
import org.eidograph.theory.scaling.names.TensorNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CheckpointFoldTest {
  /** Head size 4, so that 1/√d_h is ½: attention 0.25 is a factor of ½. */
  private static final ModelMultipliers ALL = new ModelMultipliers(3, 0.25, 0.2, 0.125);

  @Test
  void untiedLlamaTakesEachScalarInItsOwnTensor() {
    assertThat(steps("llama", ALL))
        .extracting(FoldStep::pattern, FoldStep::factor)
        .containsExactlyInAnyOrder(
            tuple("model.embed_tokens.weight", 3.0),
            tuple("model.layers.*.self_attn.q_proj.weight", 0.5),
            tuple("model.layers.*.self_attn.o_proj.weight", 0.2),
            tuple("model.layers.*.mlp.down_proj.weight", 0.2),
            tuple("lm_head.weight", 0.125));
  }

  @Test
  void tiedHeadLeavesItsScalarsToTheFinalNorm() {
    List<FoldStep> steps = steps("qwen2", new ModelMultipliers(4, 0.5, 1, 0.125));

    assertThat(steps)
        .extracting(FoldStep::pattern, FoldStep::factor)
        .containsExactly(
            tuple("model.embed_tokens.weight", 4.0),
            tuple("model.norm.weight", 0.25),
            tuple("model.norm.weight", 0.125));
  }

  @Test
  void queryNormTakesTheAttentionScaleAndBiasesGoWithTheirMatrices() {
    // head size 8: 0.25·√8
    assertThat(steps("qwen3", new ModelMultipliers(1, 0.25, 1, 1)))
        .extracting(FoldStep::pattern)
        .containsExactly("model.layers.*.self_attn.q_norm.weight");
    assertThat(steps("llama-biased", new ModelMultipliers(1, 0.25, 0.2, 1)))
        .extracting(FoldStep::pattern)
        .containsExactly(
            "model.layers.*.self_attn.q_proj.weight",
            "model.layers.*.self_attn.q_proj.bias",
            "model.layers.*.self_attn.o_proj.weight",
            "model.layers.*.self_attn.o_proj.bias",
            "model.layers.*.mlp.down_proj.weight",
            "model.layers.*.mlp.down_proj.bias");
  }

  @Test
  void packedQueriesAreTheFirstPart() {
    List<FoldStep> steps = steps("gpt2", new ModelMultipliers(1, 0.25, 1, 0.5));

    assertThat(steps)
        .contains(
            new FoldStep("transformer.h.*.attn.c_attn.weight", 0, 0.5, "attention scale"),
            new FoldStep("transformer.h.*.attn.c_attn.bias", 0, 0.5, "attention scale"),
            new FoldStep("transformer.ln_f.weight", FoldStep.ALL, 0.5, "logits multiplier"),
            new FoldStep("transformer.ln_f.bias", FoldStep.ALL, 0.5, "logits multiplier"));
    assertThat(steps).hasSize(4);
  }

  @ParameterizedTest
  @MethodSource("org.eidograph.theory.scaling.names.Headers#names")
  void neutralScalarsAreNotFolded(String header) {
    double root = 1 / Math.sqrt(Headers.of(header).model().widths().headSize());

    assertThat(steps(header, new ModelMultipliers(1, root, 1, 1))).isEmpty();
  }

  /** Claim P9 in numbers: a fold and its inverse are the identity. */
  @Test
  void foldingAndUnfoldingIsTheIdentity() {
    for (FoldStep step : steps("llama", ALL)) {
      assertThat(step.factor() * step.inverse().factor()).isEqualTo(1, within(1e-15));
    }
  }

  /**
   * The final norm's gain of a model k times as wide takes over 1/k: rate/k for SGD and Adam alike,
   * decay·k, ε as at the base, clip weight 1/k.
   */
  @Test
  void foldedGainTrainsWithAKthOfTheRate() {
    FoldStep fold = new FoldStep("model.norm.weight", FoldStep.ALL, 0.25, "logits multiplier");
    TensorRule adamw = new TensorRule(0, 1, 1e-2, 1e-8 / 4, 0.1, 4);
    TensorRule sgd = new TensorRule(0, 1, 4e-2, 0, 0.1 / 4, 4);

    assertThat(fold.folded(adamw, OptimizerKind.ADAMW))
        .isEqualTo(new TensorRule(0, 1, 2.5e-3, 1e-8, 0.4, 0.25));
    assertThat(fold.folded(sgd, OptimizerKind.SGD))
        .isEqualTo(new TensorRule(0, 1, 2.5e-3, 0, 0.4, 0.25));
  }

  @Test
  void graniteKeysRoundTrip() {
    ModelMultipliers multipliers = new ModelMultipliers(12, 1.0 / 128, 0.22, 1.0 / 16);

    Map<String, Double> keys = multipliers.graniteKeys();

    // the published configuration of a Granite of width 4096 with 32 heads
    assertThat(keys)
        .containsEntry("embedding_multiplier", 12.0)
        .containsEntry("attention_multiplier", 0.0078125)
        .containsEntry("residual_multiplier", 0.22)
        .containsEntry("logits_scaling", 16.0);
    assertThat(ModelMultipliers.ofGraniteKeys(keys)).isEqualTo(multipliers);
  }

  @Test
  void refusesScalarsWithoutAPlaceAndKeysThatAreMissing() {
    assertThatThrownBy(() -> steps("llama-bare", new ModelMultipliers(1, 0.5, 1, 0.5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the logits multiplier must have a tensor to go to, got 0.5");
    assertThatThrownBy(() -> ModelMultipliers.ofGraniteKeys(Map.of("logits_scaling", 2.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("positive embedding_multiplier, got null");
    assertThatThrownBy(() -> new FoldStep("x", 0, 0, "y"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<FoldStep> steps(String header, ModelMultipliers multipliers) {
    ModelDescription model = Headers.of(header).model();
    return CheckpointFold.steps(multipliers, model, TensorNames.expected(model));
  }
}
