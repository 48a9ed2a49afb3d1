// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.model.config.ConfigReader;
import org.eidograph.model.config.TransformerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WidthFamilyTest {
  /** The large example is the small one four times as wide. */
  @Test
  void theLargeExampleIsAMemberOfTheSmallOnesFamily() {
    TransformerConfig large = ConfigReader.readFile(Configs.LARGE);

    TransformerConfig grown = WidthFamily.of(Configs.SMALL).config(large.hiddenSize());

    assertThat(ConfigDescription.of(grown)).isEqualTo(ConfigDescription.of(large));
  }

  /** Both ways round: the family has no preferred member. */
  @Test
  void theSmallExampleIsAMemberOfTheLargeOnesFamily() {
    TransformerConfig small = ConfigReader.readFile(Configs.SMALL);

    TransformerConfig shrunk = WidthFamily.of(Configs.LARGE).config(small.hiddenSize());

    assertThat(ConfigDescription.of(shrunk)).isEqualTo(ConfigDescription.of(small));
  }

  @Test
  void aModelIsAMemberOfItsOwnFamily() {
    WidthFamily family = WidthFamily.of(Configs.SMALL);

    assertThat(family.json(family.width())).isEqualTo(Json.readObject(Configs.SMALL));
  }

  /** Four heads and two key and value heads at 256: one of the latter needs 128. */
  @Test
  void theSmallestWidthHasOneHeadOfEachKindThatIsShared() {
    WidthFamily family = WidthFamily.of(Configs.SMALL);

    assertThat(family.smallestWidth()).isEqualTo(128);
    assertThat(family.config(128).keyValueHeads()).isOne();
    assertThat(family.config(384).heads()).isEqualTo(6);
  }

  /** Grouped queries, tied tables, learned positions, experts: every golden model family. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama-tied",
        "llama-mlp-bias",
        "mistral-base",
        "mistral-head-dim",
        "mixtral-tied",
        "qwen3-attention-bias",
        "gpt2-act-gelu"
      })
  void everyFamilyGrowsInItsWidthsAlone(String golden) {
    Path directory = Path.of("../model/src/test/resources/golden", golden);
    WidthFamily family = WidthFamily.of(directory);
    TransformerConfig own = family.config(family.width());

    TransformerConfig wide = family.config(3 * family.width());

    assertThat(wide.hiddenSize()).isEqualTo(3 * own.hiddenSize());
    assertThat(wide.intermediateSize()).isEqualTo(3 * own.intermediateSize());
    assertThat(wide.heads()).isEqualTo(3 * own.heads());
    assertThat(wide.keyValueHeads()).isEqualTo(3 * own.keyValueHeads());
    assertThat(wide.headSize()).isEqualTo(own.headSize()).isEqualTo(family.headSize());
    assertThat(wide.layers()).isEqualTo(own.layers());
    assertThat(wide.attentionScales()).isEqualTo(own.attentionScales());
    assertThat(ConfigDescription.of(wide).counts()).isEqualTo(ConfigDescription.of(own).counts());
  }

  @ParameterizedTest
  @ValueSource(ints = {-128, 0, 64, 200})
  void refusesAWidthWithBrokenHeads(int width) {
    assertThatThrownBy(() -> WidthFamily.of(Configs.SMALL).json(width))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("must be a multiple of 128")
        .hasMessageContaining("got " + width);
  }

  @Test
  void refusesWhatIsNoConfiguration() {
    assertThatThrownBy(() -> WidthFamily.of(Path.of("nowhere")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("nowhere");
  }
}
