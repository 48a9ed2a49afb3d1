// Licensed under the Apache License, Version 2.0.
package org.eidograph.bench;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.model.ModulePath;
import org.eidograph.model.ModuleType;
import org.eidograph.model.Parameter;
import org.eidograph.model.ParameterRole;
import org.eidograph.model.Pass;
import org.eidograph.model.Sequences;
import org.eidograph.model.llama.MlpTape;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.LinearGroup;
import org.eidograph.model.nn.LowRankDelta;
import org.eidograph.model.tape.Gradients;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Nn;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/** The gated MLP of one block with random weights, forward and backward in several ways. */
final class MlpWays implements AutoCloseable {
  private static final double SCALE = 2;

  /** How the block is run. */
  enum Way {
    /** Our backward, frozen weights alone. */
    FROZEN,
    /** Our backward, with adapters. */
    ADAPTED,
    /** libtorch's graph, frozen weights with adapters in float32, as peft writes them. */
    PEFT_STYLE,
    /** libtorch's graph, every weight trained. */
    FULL
  }

  private final DType type;
  private final Linear gate;
  private final Linear up;
  private final Linear down;
  private final LinearGroup wide;
  private final LinearGroup narrow;
  private final List<LowRankDelta> deltas = new ArrayList<>();
  private final Gradients gradients;
  private final Tensor input;
  private final Tensor gradient;
  private final Pass pass;

  /** Random weights and rows. */
  MlpWays(DType type, Shape shape) {
    this.type = type;
    this.pass = Pass.inference(Sequences.of(List.of(new int[shape.tokens()])), Device.CPU);
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(1)) {
      gate = linear("gate_proj", ModuleType.GATE, random, shape.wide(), shape.hidden());
      up = linear("up_proj", ModuleType.UP, random, shape.wide(), shape.hidden());
      down = linear("down_proj", ModuleType.DOWN, random, shape.hidden(), shape.wide());
      for (Linear module : modules()) {
        deltas.add(delta(module, shape.rank(), random));
      }
      input = Tensors.normal(random, shape.tokens(), shape.hidden()).to(type).keep();
      gradient = Tensors.normal(random, shape.tokens(), shape.hidden()).to(type).keep();
    }
    wide = new LinearGroup(gate, up);
    narrow = new LinearGroup(down);
    List<Parameter> trained = new ArrayList<>();
    deltas.forEach(delta -> trained.addAll(delta.parameters()));
    gradients = new Gradients(trained, Device.CPU);
  }

  /** Sizes of the block. */
  record Shape(int tokens, int hidden, int wide, int rank) {}

  private Linear linear(String name, ModuleType kind, RandomSource random, int out, int in) {
    ModulePath path = new ModulePath("model.layers.0.mlp." + name, kind, 0);
    Tensor weight = Tensors.normal(random, out, in).mulInPlace(Math.pow(in, -0.5)).to(type).keep();
    return new Linear(
        path,
        new Parameter(path.path() + ".weight", ParameterRole.HIDDEN, path, weight),
        null,
        false);
  }

  private static LowRankDelta delta(Linear module, int rank, RandomSource random) {
    return new LowRankDelta(
        factor(module, "lora_A", random, rank, module.inputs()),
        factor(module, "lora_B", random, module.outputs(), rank),
        null,
        SCALE,
        0);
  }

  private static Parameter factor(
      Linear module, String name, RandomSource random, long out, long in) {
    Tensor value = Tensors.normal(random, out, in).mulInPlace(Math.pow(in, -0.5)).keep();
    Parameter parameter =
        new Parameter(
            module.path().path() + "." + name, ParameterRole.HIDDEN, module.path(), value);
    parameter.train(true);
    return parameter;
  }

  private List<Linear> modules() {
    return List.of(gate, up, down);
  }

  /** Seconds of one forward and backward. */
  double seconds(Way way) {
    prepare(way);
    long began = System.nanoTime();
    run(way, () -> {});
    return (System.nanoTime() - began) / 1e9;
  }

  /**
   * Runs a way.
   *
   * @param between called when all that backward needs, and nothing more but the output, is held
   */
  void run(Way way, Runnable between) {
    if (way == Way.FROZEN || way == Way.ADAPTED) {
      tape(between);
    } else {
      graph(way, between);
    }
  }

  /** Puts the adapters beside the weights, or the weights up for training. */
  void prepare(Way way) {
    for (int i = 0; i < deltas.size(); i++) {
      modules().get(i).attach(way == Way.ADAPTED ? deltas.get(i) : null);
    }
    gradients.flat().zeroInPlace();
  }

  private void tape(Runnable between) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.on()) {
      Tensor x = input.copy();
      wide.fold(); // as an engine does once a step; nothing without adapters
      narrow.fold();
      try (MlpTape tape = new MlpTape(wide, narrow)) {
        Tensor y;
        try (Scope forward = Scope.open()) {
          y = tape.forward(x, pass).keep();
        }
        between.run();
        y.close();
        tape.backward(gradient, x, gradients);
      }
    }
  }

  private void graph(Way way, Runnable between) {
    List<Tensor> leaves = new ArrayList<>();
    try (Scope scope = Scope.open()) {
      Tensor x = input.copy().leaf();
      Tensor y;
      try (Scope forward = Scope.open()) {
        Tensor activated = Nn.silu(map(0, x, way, leaves));
        y = map(2, activated.mul(map(1, x, way, leaves)), way, leaves).keep();
      }
      between.run();
      y.backward(gradient);
      y.close();
    }
    leaves.forEach(Tensor::close);
  }

  /** A module as peft runs it: base in its type, adapter in float32, the sum in the base's type. */
  private Tensor map(int module, Tensor x, Way way, List<Tensor> leaves) {
    Tensor stored = modules().get(module).weight();
    if (way == Way.FULL) {
      return Nn.linear(x, leaf(stored, leaves), null);
    }
    LowRankDelta delta = deltas.get(module);
    Tensor a = leaf(delta.a().value(), leaves);
    Tensor b = leaf(delta.b().value(), leaves);
    Tensor change = Nn.linear(Nn.linear(x.to(DType.FLOAT32), a, null), b, null).mul(SCALE);
    return Nn.linear(x, stored, null).add(change).to(type);
  }

  private static Tensor leaf(Tensor value, List<Tensor> leaves) {
    Tensor leaf = value.leaf().keep();
    leaves.add(leaf);
    return leaf;
  }

  /** Bytes of the output, which is no part of what is saved. */
  long outputBytes() {
    return gradient.bytes();
  }

  @Override
  public void close() {
    wide.release();
    narrow.release();
    modules().forEach(module -> module.weightParameter().close());
    deltas.forEach(delta -> delta.parameters().forEach(Parameter::close));
    gradients.close();
    input.close();
    gradient.close();
  }
}
