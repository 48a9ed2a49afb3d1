// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.theory.lora.LoraPlus;
import org.junit.jupiter.api.Test;

class LearningRateGroupsTest {
  private static final LoraSpec MIXED =
      LoraSpec.defaults()
          .with(
              b ->
                  b.loraBias(true)
                      .targets(Targets.names("q_proj", "embed_tokens"))
                      .modulesToSave("model.norm", "lm_head"));

  /** The groups that peft 0.21.0 makes for lr 1e-4 and ratio 16. */
  @Test
  void groupsAsPeftDoes() {
    try (CausalLm model = Stories.load()) {
      LearningRates rates =
          LearningRates.of(LoraPlus.literal(1e-4, 16), LearningRates.PEFT_EMBEDDING);

      List<LearningRateGroup> groups =
          LearningRateGroups.of(LoraModel.attach(model, MIXED), rates, 0.1).groups();

      assertThat(groups)
          .extracting(LearningRateGroup::name)
          .containsExactly("A", "embedding", "B", "B_no_decay");
      assertThat(groups)
          .extracting(LearningRateGroup::learningRate)
          .containsExactly(1e-4, 1e-6, 1.6e-3, 1.6e-3);
      assertThat(groups)
          .extracting(LearningRateGroup::weightDecay)
          .containsExactly(0.1, 0.1, 0.1, 0.0);
      assertThat(names(groups.get(0))).hasSize(6).contains("lm_head.weight");
      assertThat(names(groups.get(1))).allMatch(name -> name.contains("lora_embedding"));
      assertThat(names(groups.get(2))).hasSize(5).allMatch(name -> name.endsWith("B.weight"));
      assertThat(names(groups.get(3))).hasSize(6).contains("model.norm.weight");
    }
  }

  @Test
  void everyTrainedTensorIsInExactlyOneGroup() {
    try (CausalLm model = Stories.load()) {
      LoraModel lora = LoraModel.attach(model, MIXED);

      LearningRateGroups groups = LearningRateGroups.of(lora, LearningRates.same(1e-3), 0);

      assertThat(groups.groups().stream().flatMap(g -> g.parameters().stream()))
          .containsExactlyInAnyOrderElementsOf(lora.trainable());
      assertThat(groups.describe().rows()).hasSize(lora.trainable().size());
    }
  }

  @Test
  void ratioOneIsOneRateForAll() {
    LearningRates rates = LearningRates.of(LoraPlus.keepingProduct(2e-3, 1), null);

    assertThat(rates).isEqualTo(LearningRates.same(2e-3));
  }

  @Test
  void embeddingFollowsTheRateOfAUnlessToldOtherwise() {
    LearningRates rates = LearningRates.of(LoraPlus.keepingProduct(2e-3, 16), null);

    assertThat(rates.embedding()).isEqualTo(rates.a()).isEqualTo(5e-4, within(1e-18));
  }

  private static List<String> names(LearningRateGroup group) {
    return group.parameters().stream().map(Parameter::name).toList();
  }
}
