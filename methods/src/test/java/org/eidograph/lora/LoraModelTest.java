// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.torch.DType;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoraModelTest {
  private static final LoraSpec EVERYTHING =
      LoraSpec.defaults()
          .with(
              b ->
                  b.rank(4)
                      .loraBias(true)
                      .bias(BiasMode.ALL)
                      .targets(Targets.names("q_proj", "down_proj", "embed_tokens"))
                      .modulesToSave("model.norm", "lm_head"));

  @ParameterizedTest
  @EnumSource(
      value = LoraInit.class,
      names = {"A_.*", "B_.*"},
      mode = EnumSource.Mode.MATCH_ANY)
  void aFreshAdapterChangesNothingBitForBit(LoraInit init) {
    try (Scope scope = Scope.open();
        CausalLm model = Stories.load()) {
      Tensor before = Stories.logits(model);

      LoraModel.attach(model, EVERYTHING.with(b -> b.init(init)));

      assertThat(Stories.logits(model).sameAs(before)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "BFLOAT16"})
  void detachingRestoresTheBaseBitForBit(DType type) {
    try (Scope scope = Scope.open();
        CausalLm model = Stories.load(type)) {
      Tensor before = Stories.logits(model);
      LoraModel lora = Stories.disturbed(LoraModel.attach(model, EVERYTHING));
      assertThat(Stories.logits(model).sameAs(before)).isFalse();

      lora.detach();

      assertThat(Stories.logits(model).sameAs(before)).isTrue();
      assertThat(model.tied()).isTrue();
      assertThat(model.parameters()).noneMatch(Parameter::trainable);
    }
  }

  @Test
  void everyTrainedTensorHasItsPeftName() {
    try (CausalLm model = Stories.load()) {
      LoraModel lora = LoraModel.attach(model, EVERYTHING);

      assertThat(lora.tensors().keySet())
          .hasSize(2 + 10 * 3 + 2)
          .startsWith(
              "base_model.model.model.embed_tokens.lora_embedding_A",
              "base_model.model.model.embed_tokens.lora_embedding_B",
              "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight",
              "base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight",
              "base_model.model.model.layers.0.self_attn.q_proj.lora_B.bias")
          .endsWith("base_model.model.model.norm.weight", "base_model.model.lm_head.weight");
      assertThat(lora.trainable()).allMatch(Parameter::trainable);
      assertThat(lora.trainable()).allMatch(p -> p.value().dtype() == DType.FLOAT32);
    }
  }

  @Test
  void countsRankTimesInputsPlusOutputs() {
    try (CausalLm model = Stories.load()) {
      LoraModel lora =
          LoraModel.attach(
              model, LoraSpec.defaults().with(b -> b.rank(4).targets(Targets.names("k_proj"))));

      assertThat(lora.trainableCount()).isEqualTo(5 * 4 * (64 + 32));
    }
  }

  @Test
  void anotherModuleLeavesTheNumbersOfTheFirst() {
    try (Scope scope = Scope.open();
        CausalLm one = Stories.load();
        CausalLm two = Stories.load()) {
      LoraSpec few = LoraSpec.defaults().with(b -> b.targets(Targets.names("v_proj")).seed(3));

      Parameter alone = LoraModel.attach(one, few).trainable().get(0);
      LoraModel all = LoraModel.attach(two, few.with(b -> b.targets(Targets.allLinear())));

      Parameter together =
          all.trainable().stream().filter(p -> p.name().equals(alone.name())).findFirst().get();
      assertThat(together.value().sameAs(alone.value())).isTrue();
    }
  }

  @Test
  void kaimingStartIsUniformWithAThirdOfTheVariance() {
    try (Scope scope = Scope.open();
        CausalLm model = Stories.load()) {
      LoraModel lora =
          LoraModel.attach(
              model, LoraSpec.defaults().with(b -> b.rank(64).targets(Targets.names("down_proj"))));
      Tensor a = lora.adapters().get(0).delta().a().value(); // (64, 172)

      double variance = a.mul(a).mean().item() * 172;

      assertThat(a.abs().max().item()).isLessThanOrEqualTo(1 / Math.sqrt(172));
      // relative standard error of a uniform's variance over 64·172 draws: √(4/5 / 11008) ≈ 0.0085
      assertThat(variance).isEqualTo(1 / 3.0, within(4 * 0.0085 / 3));
    }
  }

  @Test
  void firstLearningRateUsesTheMedianFanIn() {
    try (CausalLm model = Stories.load()) {
      LoraModel lora = LoraModel.attach(model, LoraSpec.defaults());

      assertThat(lora.learningRateSetting().fanIn()).isEqualTo(64);
      assertThat(lora.learningRateSetting().scale()).isEqualTo(2);
    }
  }

  @Test
  void refusesASecondSetOfAdapters() {
    try (CausalLm model = Stories.load()) {
      LoraModel.attach(model, LoraSpec.defaults());

      assertThatThrownBy(() -> LoraModel.attach(model, LoraSpec.defaults()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("detach them first");
    }
  }

  @Test
  void savingATiedHeadLeavesTheEmbeddingAlone() {
    try (Scope scope = Scope.open();
        CausalLm model = Stories.load()) {
      Tensor table = model.embedding().table().value().copy();
      LoraSpec spec =
          LoraSpec.defaults()
              .with(b -> b.targets(Targets.names("q_proj")).modulesToSave("lm_head"));

      Stories.disturbed(LoraModel.attach(model, spec));

      assertThat(model.embedding().table().value().sameAs(table)).isTrue();
      assertThat(model.head().weight().sameAs(table)).isFalse();
      assertThat(List.of(model.embedding().table().trainable())).containsExactly(false);
    }
  }
}
