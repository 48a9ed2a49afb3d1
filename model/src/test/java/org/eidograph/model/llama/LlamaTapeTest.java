// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.llama;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.model.ParameterRole;
import org.eidograph.model.Pass;
import org.eidograph.model.Sequences;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.LinearGroup;
import org.eidograph.model.nn.LowRankDelta;
import org.eidograph.model.nn.Segment;
import org.eidograph.model.tape.AutogradTape;
import org.eidograph.model.tape.Gradients;
import org.eidograph.model.tape.Tape;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  private static void assertEqualsAutograd(Path checkpoint, double dropout, boolean biases) {
    try (CausalLm model = CausalLm.load(checkpoint, DType.FLOAT32, Device.CPU);
        Case one = new Case(model, dropout, biases)) {
      Result autograd = one.run(false);
      Result tape = one.run(true);

      tape.assertClose(autograd, FLOAT32_TOLERANCE);
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
        Case rounded = new Case(half, 0, false)) {
      for (Parameter parameter : full.parameters()) {
        parameter.replace(parameter.value().to(DType.FLOAT32).copy().keep());
      }
      try (Case exact = new Case(full, 0, false)) {
        rounded.run(true).assertClose(exact.run(false), 2e-2);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aTrainedWeightOrNormFallsBackToAutograd(boolean norm) {
    try (CausalLm model = CausalLm.load(STORIES, DType.FLOAT32, Device.CPU);
        Scope scope = Scope.open()) {
      LlamaBlock block = (LlamaBlock) model.segments().get(2);
      Parameter trained = norm ? block.norms().get(0) : block.linears().get(3).weightParameter();
      trained.train(true);
      Pass pass = Pass.inference(TWO, Device.CPU);
      Tensor x = Tensors.ones(DType.FLOAT32, Device.CPU, 12, 64);

      try (Tape tape = block.record(x, pass)) {
        assertThat(tape).isInstanceOf(AutogradTape.class);
      }
    }
  }

  /** One block with random adapters, an input and a gradient of its output. */
  private static final class Case implements AutoCloseable {
    private final Segment block;
    private final List<Parameter> trained = new ArrayList<>();
    private final List<Parameter> deltas = new ArrayList<>();
    private final Scope scope = Scope.open();
    private final Tensor x;
    private final Tensor dy;

    Case(CausalLm model, double dropout, boolean biases) {
      block = model.segments().get(1);
      int width = model.config().hiddenSize();
      try (RandomSource random = RandomSource.of(3)) {
        block.linears().forEach(linear -> attach(linear, dropout, random));
        x = Tensors.normal(random, 12, width);
        dy = Tensors.normal(random, 12, width);
      }
      trained.addAll(deltas);
      if (biases) {
        block.linears().stream()
            .map(Linear::bias)
            .filter(bias -> bias != null)
            .forEach(
                bias -> {
                  bias.train(true);
                  trained.add(bias);
                });
      }
    }

    private void attach(Linear linear, double dropout, RandomSource random) {
      Parameter a = parameter(linear, "lora_A", Tensors.normal(random, 4, linear.inputs()));
      Parameter b = parameter(linear, "lora_B", Tensors.normal(random, linear.outputs(), 4));
      linear.attach(new LowRankDelta(a, b, null, 0.1, dropout));
      deltas.add(a);
      deltas.add(b);
    }

    private static Parameter parameter(Linear linear, String name, Tensor value) {
      Parameter parameter =
          new Parameter(
              linear.path().path() + "." + name,
              ParameterRole.HIDDEN,
              linear.path(),
              value.mulInPlace(0.1).keep());
      parameter.train(true);
      return parameter;
    }

    Result run(boolean handWritten) {
      try (Gradients gradients = new Gradients(trained, Device.CPU);
          RandomSource dropout = RandomSource.of(11)) {
        Pass pass = Pass.training(TWO, Device.CPU, dropout);
        try (Tape tape =
            handWritten ? block.record(x, pass) : AutogradTape.record(block, x, pass)) {
          assertThat(tape instanceof AutogradTape).isNotEqualTo(handWritten);
          Tensor output = tape.output().copy();
          Tensor dx = tape.backward(dy, gradients).copy();
          return new Result(output, dx, gradients.all().stream().map(Tensor::copy).toList());
        }
      }
    }

    @Override
    public void close() {
      block.groups().forEach(LinearGroup::release);
      block.linears().forEach(linear -> linear.attach(null));
      deltas.forEach(Parameter::close);
      scope.close();
    }
  }

  private record Result(Tensor output, Tensor dx, List<Tensor> gradients) {
    void assertClose(Result expected, double tolerance) {
      assertClose("output", output, expected.output, tolerance);
      assertClose("dx", dx, expected.dx, tolerance);
      for (int i = 0; i < gradients.size(); i++) {
        assertClose("gradient " + i, gradients.get(i), expected.gradients.get(i), tolerance);
      }
    }

    /** Relative Euclidean error; single small entries may be far off. */
    private static void assertClose(String what, Tensor actual, Tensor expected, double tolerance) {
      double size = expected.norm().item();
      assertThat(actual.sub(expected).norm().item() / size).as(what).isLessThan(tolerance);
    }
  }
}
