// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.CheckFailedException;
import org.eidograph.base.Json;
import org.eidograph.model.CompanionFiles;
import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.torch.DType;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.LaterTensor;
import org.eidograph.torch.safetensors.SafetensorsWriter;
import org.eidograph.torch.safetensors.TensorSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the wide checkpoint in the source's files, names and types, one tensor at a time: memory
 * holds the largest tensor, not the model.
 */
final class WidenedFiles {
  private final Path base;
  private final TensorSource weights;
  private final List<WidenedTensor> tensors;

  WidenedFiles(Path base, TensorSource weights, List<WidenedTensor> tensors) {
    this.base = base.toAbsolutePath().normalize();
    this.weights = weights;
    this.tensors = tensors;
  }

  /** Numbers in the wide model. */
  long parameters() {
    return tensors.stream()
        .mapToLong(t -> Arrays.stream(t.shape()).reduce(1, Math::multiplyExact))
        .sum();
  }

  /** Writes all weights, with an index if the source has one; returns how many files. */
  int write(Path target, CopyNoise noise) {
    Map<String, Map<String, LaterTensor>> files = new LinkedHashMap<>();
    ObjectNode places = Json.object();
    long bytes = 0;
    for (WidenedTensor tensor : tensors) {
      String name = tensor.source().name();
      String file = base.relativize(weights.file(name).toAbsolutePath().normalize()).toString();
      DType type = weights.info(name).dtype();
      LaterTensor later = new LaterTensor(type, tensor.shape(), () -> widened(tensor, type, noise));
      files.computeIfAbsent(file, key -> new LinkedHashMap<>()).put(name, later);
      places.put(name, file);
      bytes += later.bytes();
    }
    try (NoGrad noGrad = NoGrad.on()) {
      files.forEach(
          (file, content) ->
              SafetensorsWriter.writeLater(
                  target.resolve(file), content, SafetensorsWriter.TORCH_FORMAT));
    }
    if (!files.containsKey(TensorSource.SINGLE)) {
      writeIndex(target, places, bytes);
    }
    return files.size();
  }

  /** The value's factor does not depend on the optimizer. */
  private Tensor widened(WidenedTensor tensor, DType type, CopyNoise noise) {
    String name = tensor.source().name();
    double factor = tensor.rule(OptimizerKind.SGD).value();
    Tensor kept;
    try (Scope scope = Scope.open()) {
      Tensor stored = weights.tensor(name).to(type.ofSums());
      Tensor wide = tensor.widen(stored, factor, 1);
      NoiseDraw.add(noise, tensor, stored, wide, factor);
      Tensor rounded = wide.to(type);
      if (!rounded.isFinite()) {
        throw new CheckFailedException(
            "a widened tensor must be finite in the type of its source, but %s is not in %s; take a smaller noise or a source without overflow"
                .formatted(name, type));
      }
      kept = rounded.keep();
    }
    try (kept) {
      return kept.detach();
    }
  }

  private void writeIndex(Path target, ObjectNode places, long bytes) {
    ObjectNode index = Json.readObject(base.resolve(TensorSource.INDEX));
    ObjectNode metadata = index.withObjectProperty("metadata");
    metadata.put("total_size", bytes);
    if (metadata.has("total_parameters")) {
      metadata.put("total_parameters", parameters());
    }
    index.set("weight_map", places);
    AtomicFiles.writeString(target.resolve(TensorSource.INDEX), Json.pretty(index));
  }

  /** Writes the configuration and copies what belongs to the tokens. */
  void writeCompanions(Path target, ObjectNode config) throws IOException {
    AtomicFiles.writeString(target.resolve("config.json"), Json.pretty(config));
    CompanionFiles.copy(base, target);
  }
}
