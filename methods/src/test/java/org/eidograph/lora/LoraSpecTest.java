// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.base.UsageException;
import org.eidograph.theory.lora.LoraScale;
import org.junit.jupiter.api.Test;

class LoraSpecTest {
  /** Scalings that peft reported for this configuration: 5.657, 4 and 16. */
  @Test
  void patternsScaleAsPeftDoes() {
    LoraSpec spec =
        LoraSpec.defaults()
            .with(
                b ->
                    b.rank(4)
                        .scale(new LoraScale.RankStabilised(8))
                        .rankPattern(Map.of("layers.0.self_attn.q_proj", 2))
                        .alphaPattern(Map.of("v_proj", 32.0)));

    assertThat(spec.scaleOf("model.layers.0.self_attn.q_proj")).isEqualTo(5.657, within(5e-4));
    assertThat(spec.scaleOf("model.layers.1.self_attn.q_proj")).isEqualTo(4);
    assertThat(spec.scaleOf("model.layers.1.self_attn.v_proj")).isEqualTo(16);
    assertThat(spec.rankOf("model.layers.0.self_attn.q_proj")).isEqualTo(2);
  }

  @Test
  void theFirstPatternThatMatchesWins() {
    Map<String, Integer> ranks = new LinkedHashMap<>();
    ranks.put("layers\\.0\\..*", 2);
    ranks.put("q_proj", 3);
    LoraSpec spec = LoraSpec.defaults().with(b -> b.rankPattern(ranks));

    assertThat(spec.rankOf("model.layers.0.self_attn.q_proj")).isEqualTo(2);
    assertThat(spec.rankOf("model.layers.1.self_attn.q_proj")).isEqualTo(3);
    assertThat(spec.rankOf("model.layers.1.self_attn.qq_proj")).isEqualTo(LoraSpec.DEFAULT_RANK);
  }

  @Test
  void refusesWhatMakesNoSense() {
    refuses(b -> b.rank(0), "rank must be at least 1, got 0");
    refuses(b -> b.dropout(1), "dropout must be at least 0 and below 1, got 1.0");
    refuses(b -> b.rankPattern(Map.of("q_proj", 0)), "the rank of pattern 'q_proj'");
    refuses(b -> b.rankPattern(Map.of("(", 4)), "regular expression, got '('");
    refuses(b -> b.modulesToSave(""), "got an empty one");
    refuses(
        b -> b.scale(new LoraScale.Explicit(2)).alphaPattern(Map.of("q_proj", 4.0)),
        "an alpha pattern needs alpha");
    refuses(
        b -> b.placement(new Placement(Targets.regex(".*"), null, List.of(1), List.of())),
        "layers cannot be combined with a regular expression");
  }

  private static void refuses(
      java.util.function.Consumer<LoraSpecBuilder> changes, String message) {
    assertThatThrownBy(() -> LoraSpec.defaults().with(changes))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }
}
