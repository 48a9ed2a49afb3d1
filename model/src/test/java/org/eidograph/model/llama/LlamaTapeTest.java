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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hand-written backward against libtorch's own. */
class LlamaTapeTest {
  private static final Path STORIES = Path.of("../fixtures/stories260k");
  private static final Sequences TWO = Sequences.of(List.of(new int[7], new int[5]));

  @ParameterizedTest
  @CsvSource({"FLOAT32, 0, 1e-5", "FLOAT32, 0.3, 1e-5", "BFLOAT16, 0, 3e-2"})
  void equalsAutograd(DType type, double dropout, double tolerance) {
    try (CausalLm model = CausalLm.load(STORIES, type, Device.CPU);
        RandomSource random = RandomSource.of(3);
        Scope scope = Scope.open()) {
      Segment block = model.segments().get(2);
      List<Parameter> deltas = new ArrayList<>();
      block.linears().forEach(l -> deltas.addAll(attach(l, dropout, random)));
      Tensor x = Tensors.normal(random, 12, 64);
      Tensor dy = Tensors.normal(random, 12, 64);

      Result autograd = run(block, deltas, x, dy, false);
      Result tape = run(block, deltas, x, dy, true);

      assertClose(tape.output, autograd.output, tolerance);
      assertClose(tape.dx, autograd.dx, tolerance);
      for (int i = 0; i < deltas.size(); i++) {
        assertClose(tape.gradients.all().get(i), autograd.gradients.all().get(i), tolerance);
      }
      autograd.gradients.close();
      tape.gradients.close();
      deltas.forEach(Parameter::close);
      block.linears().forEach(l -> l.attach(null));
    }
  }

  private record Result(Tensor output, Tensor dx, Gradients gradients) {}

  private static Result run(
      Segment block, List<Parameter> deltas, Tensor x, Tensor dy, boolean handWritten) {
    Gradients gradients = new Gradients(deltas, Device.CPU);
    try (RandomSource dropout = RandomSource.of(11)) {
      Pass pass = Pass.training(TWO, Device.CPU, dropout);
      try (Tape tape = handWritten ? block.record(x, pass) : AutogradTape.record(block, x, pass)) {
        assertThat(tape instanceof AutogradTape).isNotEqualTo(handWritten);
        Tensor output = tape.output().copy();
        return new Result(output, tape.backward(dy, gradients).copy(), gradients);
      }
    }
  }

  private static List<Parameter> attach(Linear linear, double dropout, RandomSource random) {
    Parameter a = parameter(linear, "lora_A", Tensors.normal(random, 4, linear.inputs()));
    Parameter b = parameter(linear, "lora_B", Tensors.normal(random, linear.outputs(), 4));
    linear.attach(new LowRankDelta(a, b, null, 0.1, dropout));
    return List.of(a, b);
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

  /** Relative Euclidean error: bfloat16 keeps 8 bits, so single small entries may be far off. */
  private static void assertClose(Tensor actual, Tensor expected, double tolerance) {
    assertThat(actual.sub(expected).norm().item() / expected.norm().item()).isLessThan(tolerance);
  }
}
