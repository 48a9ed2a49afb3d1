// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.tape;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.eidograph.model.Parameter;
import org.eidograph.model.ParameterRole;
import org.eidograph.model.Pass;
import org.eidograph.model.Sequences;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.LinearGroup;
import org.eidograph.model.nn.LowRankDelta;
import org.eidograph.model.nn.Segment;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * One block, with random adapters or trained as a whole, an input and a gradient of its output, run
 * by two tapes.
 */
public final class TapeCase implements AutoCloseable {
  private final Segment block;
  private final Sequences sequences;
  private final List<Parameter> trained = new ArrayList<>();
  private final List<Parameter> deltas = new ArrayList<>();
  private final Scope scope = Scope.open();
  private final Tensor x;
  private final Tensor dy;

  /**
   * Attaches adapters of rank 4.
   *
   * @param block whose output is as wide as its input
   * @param biased modules whose biases are trained too where they have any
   */
  public TapeCase(Segment block, Sequences sequences, double dropout, List<Linear> biased) {
    this(block, sequences);
    try (RandomSource random = RandomSource.of(4)) {
      block.linears().forEach(linear -> attach(linear, dropout, random));
    }
    trained.addAll(deltas);
    biased.stream()
        .map(Linear::bias)
        .filter(bias -> bias != null)
        .forEach(
            bias -> {
              bias.train(true);
              trained.add(bias);
            });
  }

  private TapeCase(Segment block, Sequences sequences) {
    this.block = block;
    this.sequences = sequences;
    long width = block.linears().get(0).inputs();
    try (RandomSource random = RandomSource.of(3)) {
      x = Tensors.normal(random, sequences.tokens(), width);
      dy = Tensors.normal(random, sequences.tokens(), width);
    }
  }

  /** Trains every parameter of a block, in place of adapters. */
  public static TapeCase whole(Segment block, Sequences sequences) {
    TapeCase whole = new TapeCase(block, sequences);
    for (Parameter parameter : block.parameters()) {
      parameter.train(true);
      whole.trained.add(parameter);
    }
    return whole;
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

  /** Runs the block's own tape, which must not be libtorch's graph. */
  public Result handWritten() {
    return run(
        dy,
        pass -> {
          Tape tape = block.record(x, pass);
          assertThat(tape).isNotInstanceOf(AutogradTape.class);
          return tape;
        });
  }

  /** Like {@link #handWritten()} with the adapters in one matrix with the weights. */
  public Result handWrittenFolded() {
    block.groups().forEach(LinearGroup::fold);
    assertThat(block.groups()).allSatisfy(group -> assertThat(group.folded()).isNotNull());
    Result result = handWritten();
    block.groups().forEach(LinearGroup::unfold);
    return result;
  }

  /** Like {@link #handWritten()} with matrices of trained weights, made for this run alone. */
  public Result handWrittenForAStep() {
    block.groups().forEach(LinearGroup::fold);
    assertThat(block.groups()).allMatch(LinearGroup::standing);
    Result result = handWritten();
    block.groups().forEach(LinearGroup::unfold);
    assertThat(block.groups()).noneMatch(LinearGroup::standing);
    return result;
  }

  /** Gradients of the trained parameters by the block's own tape, without that of the input. */
  public List<Tensor> handWrittenToParameters() {
    try (Gradients gradients = new Gradients(trained, Device.CPU);
        RandomSource dropout = RandomSource.of(11);
        Tape tape = block.record(x, Pass.training(sequences, Device.CPU, dropout))) {
      tape.backwardToParameters(dy, gradients);
      return gradients.all().stream().map(Tensor::copy).toList();
    }
  }

  /** Runs the block with libtorch's graph. */
  public Result autograd() {
    return run(dy, pass -> AutogradTape.record(block, x, pass));
  }

  /** Runs the block's own tape for some rows of its output. */
  public Result handWritten(int... rows) {
    return run(
        dy.indexSelect(0, Tensors.ofInts(rows, Device.CPU)),
        pass -> {
          Tape tape = block.recordRows(rows, x, pass);
          assertThat(tape).isNotInstanceOf(SelectedRowsTape.class);
          return tape;
        });
  }

  /** Runs the block with libtorch's graph and selects some rows of its output. */
  public Result autograd(int... rows) {
    return run(
        dy.indexSelect(0, Tensors.ofInts(rows, Device.CPU)),
        pass -> new SelectedRowsTape(AutogradTape.record(block, x, pass), rows));
  }

  private Result run(Tensor gradient, Function<Pass, Tape> recorder) {
    try (Gradients gradients = new Gradients(trained, Device.CPU);
        RandomSource dropout = RandomSource.of(11);
        Tape tape = recorder.apply(Pass.training(sequences, Device.CPU, dropout))) {
      Tensor output = tape.output().copy();
      Tensor dx = tape.backward(gradient, gradients).copy();
      return new Result(output, dx, gradients.all().stream().map(Tensor::copy).toList());
    }
  }

  @Override
  public void close() {
    block.groups().forEach(LinearGroup::release);
    block.linears().forEach(linear -> linear.attach(null));
    deltas.forEach(Parameter::close);
    scope.close();
  }

  /** Replaces rounded weights by the same numbers in float32. */
  public static void widen(List<Parameter> parameters) {
    for (Parameter parameter : parameters) {
      parameter.replace(parameter.value().to(DType.FLOAT32).copy().keep());
    }
  }

  /** Output, gradient of the input and gradients of the trained parameters. */
  public record Result(Tensor output, Tensor dx, List<Tensor> gradients) {
    /** Compares by relative Euclidean error; single small entries may be far off. */
    public void assertClose(Result expected, double tolerance) {
      assertClose("output", output, expected.output, tolerance);
      assertClose("dx", dx, expected.dx, tolerance);
      for (int i = 0; i < gradients.size(); i++) {
        assertClose("gradient " + i, gradients.get(i), expected.gradients.get(i), tolerance);
      }
    }

    private static void assertClose(String what, Tensor actual, Tensor expected, double tolerance) {
      double size = expected.norm().item();
      assertThat(actual.sub(expected).norm().item() / size).as(what).isLessThan(tolerance);
    }
  }
}
