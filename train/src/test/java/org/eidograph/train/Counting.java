// Licensed under the Apache License, Version 2.0.
package org.eidograph.train;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.eidograph.model.CausalLm;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Optimizer;
import org.eidograph.torch.ParameterGroup;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.torch.safetensors.SafetensorsWriter;
import org.eidograph.torch.safetensors.TensorSource;
import org.eidograph.train.data.DataPosition;

/**
 * A trainee whose every number is the step it has reached, and an optimizer that counts along: a
 * checkpoint put together from two moments shows.
 */
final class Counting implements Trainee, AutoCloseable {
  private static final String FILE = "numbers.safetensors";

  final Tensor numbers;
  final Optimizer optimizer;

  Counting(int size) {
    try (Scope scope = Scope.open()) {
      numbers = Tensors.zeros(DType.FLOAT32, Device.CPU, size).keep();
    }
    optimizer =
        new Optimizer(List.of(ParameterGroup.adamW("all", Map.of("numbers", numbers), 0, 0)));
  }

  /** Goes on to a step, which must be the next. */
  TrainState advanceTo(long step) {
    try (Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      optimizer.step(List.of(Tensors.zeros(DType.FLOAT32, Device.CPU, numbers.numel())), 1);
      numbers.fillInPlace(step);
    }
    return new TrainState(step, new DataPosition(0, (int) step), null, -1, 0, null);
  }

  /** Whether numbers and optimizer stand at one step. */
  boolean standsAt(long step) {
    boolean same = true;
    for (double number : numbers.toDoubles()) {
      same &= number == step;
    }
    return same && optimizer.state().get("step.numbers").item() == step;
  }

  @Override
  public CausalLm model() {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<RateGroup> groups() {
    return List.of();
  }

  @Override
  public void save(Path directory) {
    SafetensorsWriter.write(directory.resolve(FILE), Map.of("numbers", numbers));
  }

  @Override
  public void restore(Path directory) {
    try (Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on();
        TensorSource source = TensorSource.open(directory.resolve(FILE))) {
      numbers.copyFromInPlace(source.tensor("numbers"));
    }
  }

  @Override
  public void close() {
    optimizer.close();
    numbers.close();
  }

  @Override
  public String toString() {
    return Arrays.toString(numbers.toDoubles());
  }
}
