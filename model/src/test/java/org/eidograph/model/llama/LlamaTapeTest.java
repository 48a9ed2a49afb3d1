// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.llama;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Pass;
import org.eidograph.model.Sequences;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.Segment;
import org.eidograph.model.tape.AutogradTape;
import org.eidograph.model.tape.Tape;
import org.eidograph.model.tape.TapeCase;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The hand-written backward against libtorch's own. */
class LlamaTapeTest {
  private static final Path STORIES = Path.of("../fixtures/stories260k");
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final Sequences TWO = Sequences.of(List.of(new int[7], new int[5]));

  // float32 sums of some hundred terms in another order, through one block: relative 1e-5
  private static final double FLOAT32_TOLERANCE = 1e-5;

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3})
  void equalsAutograd(double dropout) {
    assertEqualsAutograd(STORIES, dropout, false);
  }

  /** Grouped heads, biases on q, k and v, norms on q and k, windows, and a bias on every map. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama-gqa",
        "llama-attention-bias",
        "llama-mlp-bias",
        "mistral-sliding-window",
        "qwen2-base",
        "qwen3-base"
      })
  void equalsAutogradForEverySwitchOfTheBlock(String checkpoint) {
    assertEqualsAutograd(GOLDEN.resolve(checkpoint), 0, true);
  }

  private static TapeCase of(CausalLm model, double dropout, boolean biases) {
    Segment block = model.segments().get(1);
    return new TapeCase(block, TWO, dropout, biases ? block.linears() : List.of());
  }

  private static void assertEqualsAutograd(Path checkpoint, double dropout, boolean biases) {
    try (CausalLm model = CausalLm.load(checkpoint, DType.FLOAT32, Device.CPU);
        TapeCase one = of(model, dropout, biases)) {
      one.handWritten().assertClose(one.autograd(), FLOAT32_TOLERANCE);
    }
  }

  /**
   * Bfloat16 keeps 8 bits, and the two paths round at other places. Both are held against float32
   * with the same (rounded) weights: the tape is as near to it as its order of roundings allows.
   */
  @Test
  void bfloat16IsCloseToFloat32WithTheSameWeights() {
    try (CausalLm half = CausalLm.load(STORIES, DType.BFLOAT16, Device.CPU);
        CausalLm full = CausalLm.load(STORIES, DType.BFLOAT16, Device.CPU);
        TapeCase rounded = of(half, 0, false)) {
      TapeCase.widen(full.parameters());
      try (TapeCase exact = of(full, 0, false)) {
        rounded.handWritten().assertClose(exact.autograd(), 2e-2);
        rounded.handWrittenFolded().assertClose(exact.autograd(), 2e-2);
      }
    }
  }

  /**
   * Grouped heads, biases on q, k and v and on every map of the MLP. Random weights make some
   * gradients small beside the terms they are sums of: 8 bits leave errors of up to 0.023 there,
   * with adapters multiplied apart as well as beside the weights.
   */
  @ParameterizedTest
  @ValueSource(strings = {"llama-gqa", "llama-attention-bias", "llama-mlp-bias", "qwen3-base"})
  void foldedAdaptersAreAsCloseForEverySwitchOfTheBlock(String checkpoint) {
    Path path = GOLDEN.resolve(checkpoint);
    try (CausalLm half = CausalLm.load(path, DType.BFLOAT16, Device.CPU);
        CausalLm full = CausalLm.load(path, DType.BFLOAT16, Device.CPU);
        TapeCase rounded = of(half, 0, true)) {
      TapeCase.widen(full.parameters());
      try (TapeCase exact = of(full, 0, true)) {
        rounded.handWrittenFolded().assertClose(exact.autograd(), 3e-2);
      }
    }
  }

  /** Every weight, bias and gain, twice, since the second step's weights are others. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama-gqa",
        "llama-attention-bias",
        "llama-mlp-bias",
        "mistral-sliding-window",
        "qwen3-base"
      })
  void wholeBlocksTrainAsWithAutograd(String checkpoint) {
    try (CausalLm model = CausalLm.load(GOLDEN.resolve(checkpoint), DType.FLOAT32, Device.CPU);
        TapeCase one = TapeCase.whole(model.segments().get(1), TWO)) {
      one.handWrittenForAStep().assertClose(one.autograd(), FLOAT32_TOLERANCE);
      for (Linear linear : model.segments().get(1).linears()) {
        linear.weightParameter().value().mulInPlace(1.5);
      }
      one.handWrittenForAStep().assertClose(one.autograd(), FLOAT32_TOLERANCE);
    }
  }

  /**
   * Rounded as {@link #bfloat16IsCloseToFloat32WithTheSameWeights}: products of float32 weights.
   */
  @Test
  void wholeBlocksAlsoTrainByBfloat16Products() {
    try (CausalLm half = CausalLm.load(STORIES, DType.FLOAT32, Device.CPU);
        CausalLm full = CausalLm.load(STORIES, DType.FLOAT32, Device.CPU);
        TapeCase rounded = TapeCase.whole(half.segments().get(1), TWO);
        TapeCase exact = TapeCase.whole(full.segments().get(1), TWO)) {
      half.linears().forEach(linear -> linear.computeIn(DType.BFLOAT16));
      rounded.handWrittenForAStep().assertClose(exact.autograd(), 2e-2);
    }
  }

  @Test
  void aTrainedWeightFallsBackToAutogradBetweenSteps() {
    try (CausalLm model = CausalLm.load(STORIES, DType.FLOAT32, Device.CPU);
        Scope scope = Scope.open()) {
      LlamaBlock block = (LlamaBlock) model.segments().get(2);
      block.linears().get(3).weightParameter().train(true);
      Pass pass = Pass.inference(TWO, Device.CPU);
      Tensor x = Tensors.ones(DType.FLOAT32, Device.CPU, 12, 64);

      try (Tape tape = block.record(x, pass)) {
        assertThat(tape).isInstanceOf(AutogradTape.class);
      }
    }
  }
}
