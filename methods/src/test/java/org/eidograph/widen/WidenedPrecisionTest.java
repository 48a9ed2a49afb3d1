// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.eidograph.theory.scaling.OptimizerKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What single and half precision leave of the equality of source and wide model. */
class WidenedPrecisionTest {
  private static final CopyNoise NONE = new CopyNoise(CopyNoise.Mode.NONE, 0, 0);

  @TempDir private Path place;

  /** Sums of copies in another order, 2⁻²⁴ each, through two blocks. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama-gqa",
        "llama-tied",
        "mistral-base",
        "qwen2-base",
        "qwen3-base",
        "gpt2-base",
        "mixtral-base",
        "bert-base",
        "roberta-base"
      })
  void everyFamilyKeepsItsFunctionInSinglePrecision(String model) {
    for (int factor : new int[] {2, 3}) {
      CopyAgreement agreement =
          agreement(WidenedPair.golden(model), factor, Verification.FP32, "x" + factor);

      assertThat(agreement.relativeDifference()).isLessThan(1e-4);
    }
  }

  /**
   * Halving a bfloat16 is exact, so the two models are equal but for the order of their sums, which
   * double precision shows; a third is rounded, by 2⁻⁹ of each weight.
   */
  @Test
  void aFactorOfTwoIsExactInBfloat16AndThreeIsNot() {
    Path source = WidenedPair.golden("llama-bf16");

    assertThat(agreement(source, 2, Verification.FP64, "two").relativeDifference())
        .isLessThan(1e-12);
    assertThat(agreement(source, 3, Verification.FP64, "three").relativeDifference())
        .isGreaterThan(1e-6);
  }

  private CopyAgreement agreement(Path model, int factor, Verification type, String name) {
    return Widening.write(
            new WideningRequest(
                model,
                WidthGrowth.by(factor),
                NONE,
                type,
                new WideningRequest.Training(
                    OptimizerKind.ADAMW, new WideningPlan.SourceSettings(1e-3, 0, 1e-8), null)),
            place.resolve(name))
        .agreement();
  }
}
