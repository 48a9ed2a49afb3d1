// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.Json;
import org.eidograph.model.CompanionFiles;
import org.eidograph.torch.DType;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.SafetensorsWriter;
import org.eidograph.torch.safetensors.TensorSource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a checkpoint file by file as its base lies on disk: the same files and names, and the same
 * types unless another is wanted, with some tensors changed. Unchanged tensors come from the mapped
 * base, changed ones are computed when their file is written, so that no more than one file's worth
 * of them is in memory.
 */
final class MergedFiles {
  private final Path base;
  private final TensorSource source;
  private final @Nullable DType type;
  private final Map<String, Map<String, DType>> files = new LinkedHashMap<>();
  private final Map<String, Supplier<Tensor>> changed = new LinkedHashMap<>();

  /**
   * Prepares a copy without any change of value.
   *
   * @param type of all real numbers; null to keep each tensor's own
   */
  MergedFiles(Path base, TensorSource source, @Nullable DType type) {
    this.base = base.toAbsolutePath().normalize();
    this.source = source;
    this.type = type;
    for (String name : source.names()) {
      files.computeIfAbsent(fileOf(name), file -> new LinkedHashMap<>()).put(name, typeOf(name));
    }
  }

  private DType typeOf(String stored) {
    DType own = source.info(stored).dtype();
    return type == null || !own.isFloating() ? own : type;
  }

  private String fileOf(String stored) {
    Path file = source.file(stored).toAbsolutePath().normalize();
    return base.relativize(file).toString().replace('\\', '/');
  }

  /** Gives a tensor another value, computed in float32 when it is written. */
  void change(String canonical, Supplier<Tensor> value) {
    changed.put(stored(canonical), value);
  }

  /** Adds a tensor in the file and type of another, unless the base stores it. */
  void add(String canonical, String beside) {
    if (!source.names().contains(stored(canonical))) {
      String twin = stored(beside);
      files.getOrDefault(fileOf(twin), Map.of()).put(canonical, typeOf(twin));
    }
  }

  /** Files saved from the bare model leave the first segment off every name. */
  private String stored(String canonical) {
    String bare = canonical.substring(canonical.indexOf('.') + 1);
    boolean isBare = !source.names().contains(canonical) && source.names().contains(bare);
    return isBare ? bare : canonical;
  }

  /** How many tensors have another value. */
  int changes() {
    return changed.size();
  }

  /** How many files of weights there are. */
  int count() {
    return files.size();
  }

  /** The type that keeps the fewest bits of those in which a tensor is stored anew. */
  DType coarsest() {
    Map<String, DType> types = new LinkedHashMap<>();
    files.values().forEach(types::putAll);
    types.keySet().removeIf(name -> isUntouched(name, types.getOrDefault(name, DType.FLOAT32)));
    return types.containsValue(DType.BFLOAT16)
        ? DType.BFLOAT16
        : types.containsValue(DType.FLOAT16) ? DType.FLOAT16 : DType.FLOAT32;
  }

  /**
   * Writes all weights, with an index if the base has one.
   *
   * @throws org.eidograph.base.CheckFailedException if a weight stored anew is not finite in its
   *     type
   */
  void writeWeights(Path target) {
    ObjectNode places = Json.object();
    long bytes = 0;
    long numbers = 0;
    for (Map.Entry<String, Map<String, DType>> file : files.entrySet()) {
      try (Scope scope = Scope.open();
          NoGrad noGrad = NoGrad.on()) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        file.getValue().forEach((name, type) -> tensors.put(name, tensor(name, type)));
        SafetensorsWriter.write(target.resolve(file.getKey()), tensors);
        bytes += tensors.values().stream().mapToLong(Tensor::bytes).sum();
        numbers += tensors.values().stream().mapToLong(Tensor::numel).sum();
      }
      file.getValue().keySet().forEach(name -> places.put(name, file.getKey()));
    }
    if (!files.containsKey(TensorSource.SINGLE)) {
      writeIndex(target, places, bytes, numbers);
    }
  }

  private boolean isUntouched(String name, DType type) {
    return !changed.containsKey(name) && source.info(name).dtype() == type;
  }

  private Tensor tensor(String name, DType type) {
    return isUntouched(name, type)
        ? source.tensor(name)
        : rounded(name, type, changed.getOrDefault(name, () -> source.tensor(name)));
  }

  /** What it is computed from takes several times its memory, which is given back at once. */
  private static Tensor rounded(String name, DType type, Supplier<Tensor> value) {
    Tensor kept;
    try (Scope scope = Scope.open()) {
      kept = Merged.requireFinite(name, value.get().to(type)).contiguous().keep();
    }
    try (kept) {
      return kept.detach();
    }
  }

  private void writeIndex(Path target, ObjectNode places, long bytes, long numbers) {
    ObjectNode index = Json.readObject(base.resolve(TensorSource.INDEX));
    ObjectNode metadata = index.withObjectProperty("metadata");
    metadata.put("total_size", bytes);
    if (metadata.has("total_parameters")) {
      metadata.put("total_parameters", numbers);
    }
    index.set("weight_map", places);
    AtomicFiles.writeString(target.resolve(TensorSource.INDEX), Json.pretty(index));
  }

  /**
   * Copies what stands beside the weights.
   *
   * @param untied whether head and embedding, shared in the base, are written apart
   */
  void writeCompanions(Path target, boolean untied) throws IOException {
    ObjectNode config = Json.readObject(base.resolve("config.json"));
    if (untied) {
      config.put("tie_word_embeddings", false);
    }
    if (type != null) {
      config.put(
          config.has("dtype") ? "dtype" : "torch_dtype", type.name().toLowerCase(Locale.ROOT));
    }
    AtomicFiles.writeString(target.resolve("config.json"), Json.pretty(config));
    CompanionFiles.copy(base, target);
  }
}
