// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.load;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.eidograph.base.BadInputException;
import org.eidograph.model.ModulePath;
import org.eidograph.model.Parameter;
import org.eidograph.model.ParameterRole;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.torch.safetensors.TensorInfo;
import org.eidograph.torch.safetensors.TensorSource;

/**
 * Hands out a checkpoint's tensors as parameters, each asked for by name and expected shape.
 *
 * <p>Matrices are given in the load type, vectors (norms, biases) in float32, or float64 if that is
 * the load type. A tensor whose type is already right shares the mapped file's memory.
 */
final class Weights {
  private final TensorSource source;
  private final DType type;
  private final Device device;
  private final Map<String, Parameter> made = new LinkedHashMap<>();
  private final Set<String> unused;
  private final String dropped;

  /**
   * Prepares to read.
   *
   * @param basePrefix what a file saved from the bare model, without its head, leaves off every
   *     name
   */
  Weights(TensorSource source, DType type, Device device, String basePrefix) {
    this.source = source;
    this.type = type;
    this.device = device;
    this.unused = new LinkedHashSet<>(source.names());
    this.dropped =
        source.names().stream().anyMatch(n -> n.startsWith(basePrefix)) ? "" : basePrefix;
  }

  private String stored(String name) {
    String inFile = name.startsWith(dropped) ? name.substring(dropped.length()) : name;
    // BERT's first converters kept TensorFlow's names
    String older =
        inFile
            .replace("LayerNorm.weight", "LayerNorm.gamma")
            .replace("LayerNorm.bias", "LayerNorm.beta");
    return !source.names().contains(inFile) && source.names().contains(older) ? older : inFile;
  }

  /** Whether the checkpoint holds a module's weight. */
  boolean has(ModulePath module) {
    return source.names().contains(stored(module.path() + ".weight"));
  }

  /** A matrix that the checkpoint lacks, from N(0, deviation²) by a stream of its own. */
  Parameter normal(
      ModulePath module, ParameterRole role, double deviation, long seed, long... shape) {
    String name = module.path() + ".weight";
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(seed, name)) {
      Tensor value = Tensors.normal(random, shape).mulInPlace(deviation);
      return made(name, role, module, value.to(type).to(device).keep());
    }
  }

  /** A vector of zeros that the checkpoint lacks. */
  Parameter zeros(ModulePath module, String suffix, long size) {
    try (Scope scope = Scope.open()) {
      Tensor value = Tensors.zeros(DType.FLOAT32, device, size).keep();
      return made(module.path() + "." + suffix, ParameterRole.VECTOR, module, value);
    }
  }

  private Parameter made(String name, ParameterRole role, ModulePath module, Tensor value) {
    Parameter parameter = new Parameter(name, role, module, value);
    made.put(name, parameter);
    return parameter;
  }

  /** A matrix of a module, named {@code <path>.weight}. */
  Parameter matrix(ModulePath module, ParameterRole role, long... shape) {
    return parameter(module.path() + ".weight", role, module, type, shape);
  }

  /** A vector of a module, named {@code <path>.weight} or {@code <path>.bias}. */
  Parameter vector(ModulePath module, String suffix, long size) {
    return parameter(
        module.path() + "." + suffix, ParameterRole.VECTOR, module, type.ofSums(), size);
  }

  private Parameter parameter(
      String canonical, ParameterRole role, ModulePath module, DType wanted, long... shape) {
    String name = stored(canonical);
    if (!source.names().contains(name)) {
      throw new BadInputException(
          "the checkpoint must have tensor %s %s, but has none; is config.json the one of these weights?"
              .formatted(name, Arrays.toString(shape)));
    }
    TensorInfo info = source.info(name);
    if (!Arrays.equals(info.shape(), shape)) {
      throw new BadInputException(
          "tensor %s must have shape %s by config.json, got %s in %s"
              .formatted(name, Arrays.toString(shape), info, source.file(name)));
    }
    if (!info.dtype().isFloating()) {
      throw new BadInputException(
          "tensor %s must be F64, F32, F16 or BF16, got %s; quantised weights are not supported"
              .formatted(name, info.dtype().safetensorsName()));
    }
    try (Scope scope = Scope.open()) {
      Tensor value = source.tensor(name).to(wanted).to(device).keep();
      if (info.dtype() != wanted || device.type() != Device.Type.CPU) {
        source.release(name); // a copy was made; vectors that share the mapping keep it open
      }
      Parameter parameter = new Parameter(canonical, role, module, value);
      made.put(name, parameter);
      unused.remove(name);
      return parameter;
    }
  }

  /** Refuses a checkpoint that holds tensors nobody asked for, other than the harmless ones. */
  void requireAllUsed(Predicate<String> harmless) {
    List<String> extra = unused.stream().filter(harmless.negate()).toList();
    if (!extra.isEmpty()) {
      throw new BadInputException(
          "the checkpoint has %d tensors this model has no place for, for example %s; is config.json the one of these weights?"
              .formatted(extra.size(), extra.get(0)));
    }
  }

  /** Frees what was made, when loading fails half-way. */
  void closeAll() {
    made.values().forEach(Parameter::close);
  }
}
