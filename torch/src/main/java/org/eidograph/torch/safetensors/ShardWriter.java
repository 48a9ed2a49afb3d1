// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch.safetensors;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.Json;
import org.eidograph.torch.Tensor;
import tools.jackson.databind.node.ObjectNode;

/** Writes a model's weights the way Hugging Face lays them out, in as many shards as needed. */
public final class ShardWriter {
  private ShardWriter() {}

  /**
   * Writes {@code model.safetensors}, or {@code model-00001-of-0000N.safetensors} with an index
   * when one file would be longer than the limit. The index is written last, so that a reader never
   * sees one without its shards.
   *
   * @param maxShardBytes most data bytes in one file; a longer single tensor gets a shard of its
   *     own
   */
  public static void write(Path directory, Map<String, Tensor> tensors, long maxShardBytes) {
    if (maxShardBytes < 1) {
      throw new IllegalArgumentException("shard size must be positive, got " + maxShardBytes);
    }
    List<Map<String, Tensor>> shards = split(tensors, maxShardBytes);
    if (shards.size() == 1) {
      SafetensorsWriter.write(directory.resolve(TensorSource.SINGLE), shards.get(0));
      return;
    }
    Map<String, String> placed = new TreeMap<>();
    for (int i = 0; i < shards.size(); i++) {
      String file =
          String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", i + 1, shards.size());
      SafetensorsWriter.write(directory.resolve(file), shards.get(i));
      shards.get(i).keySet().forEach(name -> placed.put(name, file));
    }
    AtomicFiles.writeString(directory.resolve(TensorSource.INDEX), index(tensors, placed));
  }

  private static List<Map<String, Tensor>> split(Map<String, Tensor> tensors, long maxShardBytes) {
    List<Map<String, Tensor>> shards = new ArrayList<>();
    Map<String, Tensor> current = new LinkedHashMap<>();
    shards.add(current);
    long filled = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      long bytes = entry.getValue().bytes();
      if (!current.isEmpty() && filled + bytes > maxShardBytes) {
        current = new LinkedHashMap<>();
        shards.add(current);
        filled = 0;
      }
      current.put(entry.getKey(), entry.getValue());
      filled += bytes;
    }
    return shards;
  }

  private static String index(Map<String, Tensor> tensors, Map<String, String> placed) {
    ObjectNode root = Json.object();
    long total = tensors.values().stream().mapToLong(Tensor::bytes).sum();
    root.putObject("metadata").put("total_size", total);
    ObjectNode map = root.putObject("weight_map");
    placed.forEach(map::put);
    return Json.pretty(root);
  }
}
