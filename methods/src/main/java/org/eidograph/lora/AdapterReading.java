// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eidograph.base.BadInputException;
import org.eidograph.model.Parameter;
import org.eidograph.model.SegmentedModel;
import org.eidograph.torch.DType;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.TensorInfo;
import org.eidograph.torch.safetensors.TensorSource;

/** Fills freshly attached adapters from a file: every tensor in its place, or a clear refusal. */
final class AdapterReading {
  private final LoraModel lora;
  private final TensorSource source;
  private final Path file;
  private final boolean lenient;
  private final List<String> warnings = new ArrayList<>();

  AdapterReading(LoraModel lora, TensorSource source, Path file, boolean lenient) {
    this.lora = lora;
    this.source = source;
    this.file = file;
    this.lenient = lenient;
  }

  List<String> fill() {
    Map<String, Parameter> places = lora.tensors();
    AdapterKeys keys = AdapterKeys.pair(places.keySet(), source.names());
    if (keys.renamed() > 0) {
      warnings.add(
          "%s: %d tensors were matched by the end of their name, since their prefix is not this model's"
              .formatted(file, keys.renamed()));
    }
    List<String> strangers = new ArrayList<>();
    for (String extra : keys.extra()) {
      if (!isCopyOfBase(extra)) {
        strangers.add(extra);
      }
    }
    if (!strangers.isEmpty()) {
      complain(
          "%s holds %d tensors this model and %s have no place for, for example %s; was it made for another base?"
              .formatted(file, strangers.size(), AdapterConfig.FILE, strangers.get(0)));
    }
    if (!keys.missing().isEmpty()) {
      complain(
          "%s misses %d tensors that %s asks for on this model, for example %s; was it made for another base, or cut short?"
              .formatted(file, keys.missing().size(), AdapterConfig.FILE, keys.missing().get(0)));
    }
    keys.found().forEach((name, inFile) -> put(Objects.requireNonNull(places.get(name)), inFile));
    return warnings;
  }

  private void put(Parameter parameter, String name) {
    TensorInfo info = source.info(name);
    long[] shape = parameter.value().shape();
    if (!Arrays.equals(info.shape(), shape) || !info.dtype().isFloating()) {
      throw new BadInputException(
          "%s: %s must be a real tensor of shape %s, got %s; %s"
              .formatted(file, name, Arrays.toString(shape), info, reason(name, info, shape)));
    }
    try (Scope scope = Scope.open()) {
      Tensor value = source.tensor(name);
      if (!value.isFinite()) {
        complain("%s: %s holds a value that is not finite".formatted(file, name));
      }
      parameter.value().copyFromInPlace(value);
    }
  }

  private static String reason(String name, TensorInfo info, long[] shape) {
    int rankAt = name.contains("lora_B") || name.contains("lora_embedding_B") ? 1 : 0;
    boolean factor = name.contains("lora_") && info.shape().length == 2 && shape.length == 2;
    boolean onlyRank = factor && info.shape()[1 - rankAt] == shape[1 - rankAt];
    return onlyRank
        ? "%s says rank %d, the tensor has %d (see r and rank_pattern)"
            .formatted(AdapterConfig.FILE, shape[rankAt], info.shape()[rankAt])
        : "was the adapter made for another base?";
  }

  /**
   * Whether a tensor is the base's own embedding or head, which PEFT stores beside an adapter on
   * them; it must then equal this model's.
   */
  private boolean isCopyOfBase(String name) {
    SegmentedModel model = lora.base();
    boolean tied = model.tied();
    String headPath = model.head().path().path();
    for (Parameter weight : List.of(model.embedding().table(), model.head().weightParameter())) {
      if (isCopy(name, weight.module().path()) || (tied && isCopy(name, headPath))) {
        requireEqual(name, weight.value());
        return true;
      }
    }
    return false;
  }

  private static boolean isCopy(String name, String path) {
    return name.equals(LoraModel.KEY_PREFIX + path + ".weight")
        || name.equals(LoraModel.KEY_PREFIX + path + ".base_layer.weight");
  }

  private void requireEqual(String name, Tensor weight) {
    try (Scope scope = Scope.open()) {
      Tensor copy = source.tensor(name);
      boolean same =
          Arrays.equals(copy.shape(), weight.shape()) && equalInCoarserType(copy, weight);
      if (!same) {
        complain(
            "%s: %s is the base's own table and differs from this model's; the adapter was made for another base or a resized vocabulary"
                .formatted(file, name));
      }
    }
  }

  private static boolean equalInCoarserType(Tensor left, Tensor right) {
    DType coarser = left.dtype().bytes() < right.dtype().bytes() ? left.dtype() : right.dtype();
    return left.to(coarser).maxAbsDifference(right.detach().to(coarser).to(left.device())) == 0;
  }

  private void complain(String problem) {
    if (!lenient) {
      throw new BadInputException(problem + "; --lenient goes on with a warning");
    }
    warnings.add(problem);
  }
}
