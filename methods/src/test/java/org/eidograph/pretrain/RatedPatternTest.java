// Licensed under the Apache License, Version 2.0.
package org.eidograph.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.BadInputException;
import org.eidograph.base.UsageException;
import org.eidograph.finetune.FineTuneRequest;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.UpdateRule;
import org.eidograph.train.Trainee.RateGroup;
import org.junit.jupiter.api.Test;

class RatedPatternTest {
  private static final Path STORIES = Path.of("../fixtures/stories260k");

  /** A rule for every tensor of the stories model. */
  private static List<RatedPattern> rules() {
    List<RatedPattern> rules = new ArrayList<>();
    for (String name :
        List.of(
            "input_layernorm",
            "post_attention_layernorm",
            "self_attn.q_proj",
            "self_attn.k_proj",
            "self_attn.v_proj",
            "self_attn.o_proj",
            "mlp.gate_proj",
            "mlp.up_proj",
            "mlp.down_proj")) {
      rules.add(rule("model.layers.*." + name + ".weight"));
    }
    rules.add(rule("model.embed_tokens.weight"));
    rules.add(rule("model.norm.weight"));
    return rules;
  }

  private static RatedPattern rule(String pattern) {
    return new RatedPattern(pattern, 1e-3, 0.1, UpdateRule.AdamW.DEFAULT, 2);
  }

  @Test
  void everyParameterIsInTheGroupOfItsPattern() {
    try (CausalLm model = CausalLm.load(STORIES, DType.FLOAT32, Device.CPU)) {
      List<RateGroup> groups = RatedPattern.groups(model, rules());

      assertThat(groups.stream().flatMap(group -> group.parameters().stream()))
          .containsExactlyInAnyOrderElementsOf(model.parameters());
      assertThat(groups.get(2).parameters())
          .extracting(Parameter::name)
          .hasSize(5)
          .allMatch(name -> name.endsWith("q_proj.weight"));
      assertThat(groups).allMatch(group -> group.clipWeight() == 2);
    }
  }

  @Test
  void aPlanThatSaysTooLittleOrTooMuchIsRefused() {
    try (CausalLm model = CausalLm.load(STORIES, DType.FLOAT32, Device.CPU)) {
      List<RatedPattern> less = rules().subList(0, 10);
      assertThatThrownBy(() -> RatedPattern.groups(model, less))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("model.norm.weight");
      List<RatedPattern> more = rules();
      more.add(rule("lm_head.weight"));
      assertThatThrownBy(() -> RatedPattern.groups(model, more))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("lm_head.weight");
    }
  }

  @Test
  void productsAreFloat32OrBfloat16() {
    FineTuneRequest plain = FineTuneRequest.of(STORIES, List.of(Path.of("none.txt")));
    FineTuneRequest half =
        new FineTuneRequest(
            new FineTuneRequest.Base(STORIES, "stories", DType.FLOAT16, Device.CPU),
            plain.data(),
            plain.lora(),
            plain.rates(),
            plain.training(),
            plain.output());
    assertThatThrownBy(() -> new FullFineTuneRequest(half, null))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("FLOAT16");
  }
}
