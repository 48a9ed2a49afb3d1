// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch.safetensors;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.eidograph.base.BadInputException;
import org.eidograph.torch.Tensor;

/**
 * Shards that agree with their index: each listed tensor stands in its shard, and no other does.
 */
final class ShardedFiles implements TensorSource {
  private final SafetensorsIndex index;
  private final Map<Path, SafetensorsFile> files;

  private ShardedFiles(SafetensorsIndex index, Map<Path, SafetensorsFile> files) {
    this.index = index;
    this.files = files;
  }

  static ShardedFiles open(SafetensorsIndex index) {
    Map<Path, SafetensorsFile> files = new LinkedHashMap<>();
    ShardedFiles opened = new ShardedFiles(index, files);
    try {
      for (Path shard : new LinkedHashSet<>(index.shards().values())) {
        files.put(shard, SafetensorsFile.open(shard));
      }
      opened.requireListedPresent();
      opened.requirePresentListed();
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private void requireListedPresent() {
    index.shards().forEach((name, shard) -> requirePresent(name, shard));
  }

  private void requirePresent(String name, Path shard) {
    if (!fileOf(shard).names().contains(name)) {
      throw new BadInputException(
          "%s says that %s holds tensor '%s', but it does not; download both again"
              .formatted(index.file(), shard.getFileName(), name));
    }
  }

  private void requirePresentListed() {
    Map<String, Path> listed = new HashMap<>(index.shards());
    for (Map.Entry<Path, SafetensorsFile> entry : files.entrySet()) {
      for (String name : entry.getValue().names()) {
        if (!entry.getKey().equals(listed.get(name))) {
          throw new BadInputException(
              "%s holds tensor '%s', which %s does not place there; download both again"
                  .formatted(entry.getKey(), name, index.file()));
        }
      }
    }
  }

  private SafetensorsFile fileOf(Path shard) {
    SafetensorsFile file = files.get(shard);
    if (file == null) {
      throw new IllegalStateException("shard was not opened: " + shard);
    }
    return file;
  }

  @Override
  public Set<String> names() {
    return index.shards().keySet();
  }

  @Override
  public TensorInfo info(String name) {
    return fileOf(file(name)).info(name);
  }

  @Override
  public Tensor tensor(String name) {
    return fileOf(file(name)).tensor(name);
  }

  @Override
  public void release(String name) {
    fileOf(file(name)).release(name);
  }

  @Override
  public Path file(String name) {
    Path shard = index.shards().get(name);
    if (shard == null) {
      throw new BadInputException(
          "%s lists no tensor '%s'; check that it belongs to this model"
              .formatted(index.file(), name));
    }
    return shard;
  }

  @Override
  public void close() {
    files.values().forEach(SafetensorsFile::close);
  }
}
