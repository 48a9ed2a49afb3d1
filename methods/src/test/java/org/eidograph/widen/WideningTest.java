// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.eidograph.widen.WidenedPair.NONE;
import static org.eidograph.widen.WidenedPair.PAIRED;

import java.nio.file.Path;
import java.util.List;
import org.eidograph.base.CheckFailedException;
import org.eidograph.torch.safetensors.TensorSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written computes what its source does. */
class WideningTest {
  @TempDir private Path place;

  @ParameterizedTest
  @CsvSource({
    "llama-gqa",
    "llama-tied",
    "llama-attention-bias",
    "llama-mlp-bias",
    "llama-head-dim",
    "llama-rope-yarn",
    "llama-tied-head-in-file",
    "mistral-sliding-window",
    "qwen2-base",
    "qwen3-base",
    "qwen3-attention-bias",
    "gpt2-base",
    "gpt2-untied",
    "gpt2-n-inner",
    "gpt2-old-config",
    "gpt2-bare-names",
    "mixtral-base",
    "mixtral-tied",
    "mixtral-old-config",
    "bert-base",
    "bert-bare",
    "bert-wide-heads",
    "roberta-base",
    "roberta-bare",
    "roberta-pad-token-id",
    "roberta-wide-heads"
  })
  void everyFamilyKeepsItsFunctionInDoublePrecision(String model) {
    Path source = WidenedPair.inDouble(model, place);
    for (int factor : new int[] {2, 3}) {
      Widening.Result plain =
          Widening.write(
              WidenedPair.request(source, WidthGrowth.by(factor), NONE),
              place.resolve("plain" + factor));
      Widening.Result noisy =
          Widening.write(
              WidenedPair.request(source, WidthGrowth.by(factor), PAIRED),
              place.resolve("noisy" + factor));

      // sums of copies in another order, 2⁻⁵³ each
      assertThat(plain.agreement().relativeDifference()).isLessThan(1e-12);
      assertThat(plain.agreement().copyError()).isLessThan(1e-12);
      assertThat(noisy.agreement().relativeDifference()).isLessThan(1e-12);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "llama-gqa, INTERLEAVE, 2, false",
    "llama-gqa, INTERLEAVE, 1, true",
    "llama-tied, TILE, 1, false",
    "qwen3-base, INTERLEAVE, 4, true",
    "gpt2-base, INTERLEAVE, 1, false",
    "gpt2-n-inner, TILE, 3, false",
    "mixtral-base, INTERLEAVE, 3, false",
    "bert-bare, INTERLEAVE, 1, false",
    "roberta-base, INTERLEAVE, 2, false"
  })
  void orderOfCopiesAndFeedForwardFactorKeepTheFunction(
      String model, CopyOrder order, int feedForward, boolean keep) {
    Path source = WidenedPair.inDouble(model, place);
    WidthGrowth growth =
        WidthGrowth.by(2).with(order).withFeedForward(feedForward).keepingKeyValueHeads(keep);
    for (CopyNoise noise : List.of(NONE, PAIRED)) {
      CopyAgreement agreement =
          Widening.write(
                  WidenedPair.request(source, growth, noise), place.resolve("w" + noise.mode()))
              .agreement();

      // sums of copies in another order, 2⁻⁵³ each
      assertThat(agreement.relativeDifference()).isLessThan(1e-12);
      assertThat(agreement.copyError()).isLessThan(1e-12);
    }
  }

  @ParameterizedTest
  @CsvSource({"llama-bf16", "llama-fp16", "llama-sharded"})
  void typesAndFilesAreThoseOfTheSource(String model) {
    Path source = WidenedPair.golden(model);
    Path wide = place.resolve("wide");

    Widening.write(WidenedPair.request(source, WidthGrowth.by(2), NONE), wide);

    try (TensorSource before = TensorSource.open(source);
        TensorSource after = TensorSource.open(wide)) {
      assertThat(after.names()).containsExactlyInAnyOrderElementsOf(before.names());
      for (String name : before.names()) {
        assertThat(after.info(name).dtype()).isEqualTo(before.info(name).dtype());
        assertThat(after.file(name).getFileName()).isEqualTo(before.file(name).getFileName());
      }
    }
  }

  @Test
  void aSourceThatIsChangedUnderTheCheckIsNotKept() {
    Path source = WidenedPair.golden("llama-gqa");
    CopyNoise wrong = new CopyNoise(CopyNoise.Mode.GAUSSIAN, 0.3, 0);
    Path disturbed = place.resolve("disturbed");
    Widening.write(WidenedPair.request(source, WidthGrowth.by(2), wrong), disturbed);

    try (TensorSource weights = TensorSource.open(source)) {
      assertThatThrownBy(
              () ->
                  CopyAgreement.require(
                      new CopyAgreement.Pair(
                          source, disturbed, false, false, new AxisCopies(1, 2, 1), false),
                      weights,
                      Verification.FP32))
          .isInstanceOf(CheckFailedException.class)
          .hasMessageContaining("nothing was written");
    }
  }
}
