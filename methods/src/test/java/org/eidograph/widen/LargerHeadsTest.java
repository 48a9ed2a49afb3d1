// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.eidograph.widen.WidenedPair.NONE;
import static org.eidograph.widen.WidenedPair.PAIRED;

import java.nio.file.Path;
import java.util.List;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Heads that grow in size, where no rotary position fixes it. */
class LargerHeadsTest {
  @TempDir private Path place;

  /** Of packed, transposed and unscaled queries too, and with a head that reads no pooler. */
  @ParameterizedTest
  @CsvSource({
    "gpt2-base",
    "gpt2-untied",
    "gpt2-scale-attn-weights",
    "gpt2-scale-attn-by-inverse-layer-idx",
    "bert-base",
    "bert-bare",
    "bert-wide-heads",
    "roberta-base"
  })
  void largerHeadsKeepTheFunctionInDoublePrecision(String model) {
    Path source = WidenedPair.inDouble(model, place);
    for (int factor : new int[] {2, 3}) {
      for (CopyNoise noise : List.of(NONE, PAIRED)) {
        Path wide = place.resolve("wide" + factor + noise.mode());
        CopyAgreement agreement =
            Widening.write(
                    WidenedPair.request(
                        source, WidthGrowth.by(factor).with(HeadGrowth.SIZE), noise),
                    wide)
                .agreement();

        // √k is no power of two: queries are rounded once, 2⁻⁵³ each, as are sums of copies
        assertThat(agreement.relativeDifference()).isLessThan(1e-12);
        assertThat(agreement.copyError()).isLessThan(1e-12);
      }
    }
  }

  @Test
  void interleavedCopiesOfLargerHeadsKeepTheFunctionToo() {
    Path source = WidenedPair.inDouble("gpt2-base", place);
    WidthGrowth growth = WidthGrowth.by(2).with(HeadGrowth.SIZE).with(CopyOrder.INTERLEAVE);

    CopyAgreement agreement =
        Widening.write(WidenedPair.request(source, growth, PAIRED), place.resolve("wide"))
            .agreement();

    assertThat(agreement.relativeDifference()).isLessThan(1e-12);
  }

  @Test
  void largerHeadsAreAsManyAsBefore() {
    Path wide = place.resolve("wide");
    Widening.write(
        WidenedPair.request(
            WidenedPair.inDouble("bert-base", place),
            WidthGrowth.by(2).with(HeadGrowth.SIZE),
            NONE),
        wide);

    JsonNode config = Json.readObject(wide.resolve("config.json"));
    assertThat(config.get("num_attention_heads").asInt()).isEqualTo(2);
    assertThat(config.get("hidden_size").asInt()).isEqualTo(32);
  }

  @Test
  void rotaryHeadsCannotGrowInSize() {
    Path source = WidenedPair.golden("llama-gqa");

    assertThatThrownBy(
            () ->
                Widening.write(
                    WidenedPair.request(source, WidthGrowth.by(2).with(HeadGrowth.SIZE), NONE),
                    place.resolve("wide")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("only without rotary positions")
        .hasMessageContaining("got model_type llama; let their number grow");
  }
}
