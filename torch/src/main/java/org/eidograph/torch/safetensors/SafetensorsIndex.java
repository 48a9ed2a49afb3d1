// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch.safetensors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Which shard holds which tensor, as {@code model.safetensors.index.json} says it.
 *
 * <p>A shard is a file in the index's own directory. A name that leads out of it (absolute, {@code
 * ..}, or a link to elsewhere) is refused, with one exception: in the Hugging Face cache the files
 * of {@code snapshots/REVISION} are links into {@code blobs} beside it.
 *
 * @param file the index itself
 * @param shards existing file of each tensor, in the index's order
 */
public record SafetensorsIndex(Path file, Map<String, Path> shards) {
  public SafetensorsIndex {
    shards = Collections.unmodifiableMap(new LinkedHashMap<>(shards));
  }

  /**
   * Reads an index and finds its shards; their contents are not looked at.
   *
   * @throws BadInputException if it is malformed or a shard is absent or elsewhere
   */
  public static SafetensorsIndex read(Path file) {
    JsonNode map = Json.readObject(file).get("weight_map");
    if (map == null || !map.isObject() || map.isEmpty()) {
      throw new BadInputException(
          "%s must have a weight_map from tensor to shard; download it again".formatted(file));
    }
    Map<String, Path> shards = new LinkedHashMap<>();
    Map<String, Path> checked = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      if (!entry.getValue().isString()) {
        throw new BadInputException(
            "%s: weight_map must name a shard file for tensor '%s', got %s; download it again"
                .formatted(file, entry.getKey(), entry.getValue()));
      }
      String shard = entry.getValue().stringValue();
      shards.put(entry.getKey(), checked.computeIfAbsent(shard, s -> locate(file, s)));
    }
    return new SafetensorsIndex(file, shards);
  }

  private static Path locate(Path file, String shard) {
    Path directory = file.toAbsolutePath().resolveSibling("");
    Path path = inside(directory, shard);
    if (path == null) {
      throw leaves(file, shard);
    }
    if (!Files.isRegularFile(path)) {
      throw new BadInputException(
          "%s names the shard %s, which is missing; download it into the same directory"
              .formatted(file, shard));
    }
    try {
      if (!staysInside(directory.toRealPath(), path.toRealPath())) {
        throw leaves(file, shard);
      }
    } catch (IOException e) {
      throw new BadInputException("cannot read %s: %s".formatted(path, e.getMessage()), e);
    }
    return path;
  }

  /** The shard's path, or null if its name leaves the directory or is no file name at all. */
  private static @Nullable Path inside(Path directory, String shard) {
    try {
      // a backslash separates folders on Windows and is no part of any shard's name elsewhere
      Path relative = Path.of(shard.replace('\\', '/'));
      Path path = directory.resolve(relative).normalize();
      boolean within =
          path.startsWith(directory.normalize()) && !path.equals(directory.normalize());
      return relative.isAbsolute() || !within ? null : path;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static boolean staysInside(Path directory, Path target) {
    if (target.startsWith(directory)) {
      return true;
    }
    Path parent = directory.getParent();
    return parent != null
        && parent.endsWith("snapshots")
        && target.startsWith(parent.resolveSibling("blobs"));
  }

  private static BadInputException leaves(Path file, String shard) {
    return new BadInputException(
        "%s: a shard must lie in the index's directory, got '%s'; this index is not to be trusted"
            .formatted(file, shard));
  }
}
