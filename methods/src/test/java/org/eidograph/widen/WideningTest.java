// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eidograph.base.CheckFailedException;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.torch.DType;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.torch.safetensors.TensorSource;
import org.eidograph.widen.study.DoubleRun;
import org.eidograph.widen.study.DoubleRun.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What is written computes what its source does. */
class WideningTest {
  private static final CopyNoise NONE = new CopyNoise(CopyNoise.Mode.NONE, 0, 0);
  private static final CopyNoise PAIRED = new CopyNoise(CopyNoise.Mode.PAIRED, 0.3, 0);

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

  /** In bfloat16 the two halves of a pair are rounded apart: 2⁻⁹ of each weight. */
  @Test
  void noiseInHalfPrecisionKeepsTheFunctionUpToRounding() {
    Path source = WidenedPair.golden("llama-bf16");

    CopyAgreement agreement =
        Widening.write(
                WidenedPair.request(source, WidthGrowth.by(2), PAIRED), place.resolve("wide"))
            .agreement();

    assertThat(agreement.relativeDifference()).isBetween(1e-6, 16 * 0x1p-9);
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

  /**
   * Without noise gradients of copies are equal; with pairs of 0.3 they differ by a third or so.
   */
  @ParameterizedTest
  @CsvSource({"0, 0, 1e-12", "0.3, 0.05, 1.5"})
  void pairsLetTheGradientsOfCopiesDiffer(double size, double least, double most) {
    Path source = WidenedPair.inDouble("llama-gqa", place);
    Path wide = place.resolve("wide");
    CopyNoise noise = new CopyNoise(CopyNoise.Mode.PAIRED, size, 4);
    Widening.write(WidenedPair.request(source, WidthGrowth.by(2), noise), wide);
    Map<String, DoubleRun.Factors> factors = new TreeMap<>();
    for (WidenedTensor tensor : WidenedPair.tensors(source, WidthGrowth.by(2))) {
      factors.put(tensor.source().name(), DoubleRun.Factors.none(OptimizerKind.SGD));
    }
    // one step of plain SGD without clipping leaves the gradient in the momentum buffer
    Settings settings = new Settings(1e-3, 1, 0, 1e9);
    try (DoubleRun run = new DoubleRun(WidenedPair.load(wide), settings, factors);
        Scope scope = Scope.open()) {
      run.train(1);
      Tensor gradient = run.first("model.layers.0.mlp.up_proj.weight");
      long rows = gradient.size(0) / 2;
      Tensor first = gradient.narrow(0, 0, rows);
      double asymmetry =
          first.sub(gradient.narrow(0, rows, rows)).norm().item() / first.norm().item();

      assertThat(asymmetry).isBetween(least, most);
    }
  }

  @Test
  void copiesOfBlocksStayWithTheirBlock() {
    try (Scope scope = Scope.open()) {
      Tensor x = Tensors.range(4, org.eidograph.torch.Device.CPU).to(DType.FLOAT32);

      assertThat(new AxisCopies(0, 2, 1).apply(x).toFloats())
          .containsExactly(0, 1, 2, 3, 0, 1, 2, 3);
      assertThat(new AxisCopies(0, 2, 2).apply(x).toFloats())
          .containsExactly(0, 1, 0, 1, 2, 3, 2, 3);
      assertThat(new AxisCopies(1, 2, 1).apply(x.reshape(2, 2)).toFloats())
          .containsExactly(0, 1, 0, 1, 2, 3, 2, 3);
    }
  }

  /** Spectral noise of share t has about t times the norm of the matrix. */
  @Test
  void spectralNoiseHasItsShareOfTheNorm() {
    Path source = WidenedPair.golden("llama-gqa");
    String name = "model.layers.0.mlp.up_proj.weight";
    Widening.write(WidenedPair.request(source, WidthGrowth.by(2), NONE), place.resolve("plain"));
    Widening.write(
        WidenedPair.request(
            source, WidthGrowth.by(2), new CopyNoise(CopyNoise.Mode.SPECTRAL, 0.2, 1)),
        place.resolve("noisy"));

    try (TensorSource plain = TensorSource.open(place.resolve("plain"));
        TensorSource noisy = TensorSource.open(place.resolve("noisy"));
        Scope scope = Scope.open()) {
      Tensor rest = noisy.tensor(name).sub(plain.tensor(name));
      double share = largest(rest) / largest(plain.tensor(name));

      // the largest singular value of an 80 by 64 Gaussian matrix is within 15 % of √80 + √64
      assertThat(share).isBetween(0.17, 0.23);
    }
  }

  private static double largest(Tensor matrix) {
    return org.eidograph.torch.LinearAlgebra.svd(matrix).s().select(0, 0).item();
  }
}
