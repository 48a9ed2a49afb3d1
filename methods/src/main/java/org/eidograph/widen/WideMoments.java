// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.base.BadInputException;
import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.theory.scaling.widening.WideningRule;
import org.eidograph.torch.DType;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.LaterTensor;
import org.eidograph.torch.safetensors.SafetensorsFile;
import org.eidograph.torch.safetensors.SafetensorsWriter;
import org.eidograph.torch.safetensors.TensorInfo;

/**
 * Widens what {@link org.eidograph.torch.Optimizer#state} keeps, with the weights: first moments by
 * 1/k_out, second ones by 1/k_out², counters as they are.
 */
final class WideMoments {
  private static final String FIRST = "first_moment.";
  private static final String SECOND = "second_moment.";
  private static final String STEP = "step.";

  private WideMoments() {}

  /**
   * Writes the wide state.
   *
   * @throws BadInputException if the file holds the state of other tensors, an adapter's say
   */
  static void write(Path state, List<WidenedTensor> tensors, Path target) {
    Map<String, WidenedTensor> byName = new LinkedHashMap<>();
    tensors.forEach(tensor -> byName.put(tensor.source().name(), tensor));
    try (SafetensorsFile file = SafetensorsFile.open(state);
        NoGrad noGrad = NoGrad.on()) {
      Map<String, LaterTensor> wide = new LinkedHashMap<>();
      for (String name : file.names()) {
        wide.put(name, later(file, name, byName));
      }
      SafetensorsWriter.writeLater(target, wide, file.metadata());
    }
  }

  private static LaterTensor later(
      SafetensorsFile file, String name, Map<String, WidenedTensor> byName) {
    TensorInfo info = file.info(name);
    String parameter = name.substring(name.indexOf('.') + 1);
    WidenedTensor tensor = byName.get(parameter);
    boolean known = name.startsWith(FIRST) || name.startsWith(SECOND) || name.startsWith(STEP);
    if (!known || tensor == null) {
      throw new BadInputException(
          "an optimizer state must hold moments of the model's own tensors, but %s has %s; an adapter's state belongs to the adapter"
              .formatted(file.file(name), name));
    }
    if (name.startsWith(STEP)) {
      return new LaterTensor(info.dtype(), info.shape(), () -> file.tensor(name));
    }
    requireShape(file, name, tensor);
    WideningRule rule = tensor.rule(OptimizerKind.ADAMW);
    boolean first = name.startsWith(FIRST);
    double factor = first ? rule.firstMoment() : rule.secondMoment();
    int power = first ? -1 : -2;
    DType type = info.dtype();
    return new LaterTensor(
        type, tensor.shape(), () -> moment(tensor, file.tensor(name), factor, power).to(type));
  }

  private static Tensor moment(WidenedTensor tensor, Tensor stored, double factor, int power) {
    return tensor.widen(stored.to(stored.dtype().ofSums()), factor, power);
  }

  private static void requireShape(SafetensorsFile file, String name, WidenedTensor tensor) {
    long[] shape = file.info(name).shape();
    if (!Arrays.equals(shape, tensor.source().storedShape())) {
      throw new BadInputException(
          "moment %s must have the shape of its tensor, %s, got %s in %s; take the state of the same checkpoint"
              .formatted(
                  name,
                  Arrays.toString(tensor.source().storedShape()),
                  Arrays.toString(shape),
                  file.file(name)));
    }
  }
}
