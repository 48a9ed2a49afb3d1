// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch.safetensors;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.eidograph.base.BadInputException;
import org.eidograph.torch.Tensor;

/**
 * Named tensors: of one file, of a directory of shards with an index, or made when they are asked
 * for.
 */
public interface TensorSource extends AutoCloseable {
  /** The file a directory holds when its weights are not sharded. */
  String SINGLE = "model.safetensors";

  /** The index a directory holds when they are. */
  String INDEX = "model.safetensors.index.json";

  /**
   * Opens a safetensors file, or a directory with {@value #SINGLE} or {@value #INDEX} (the first is
   * preferred). Every header is checked before this returns; no data are read.
   *
   * @throws BadInputException if a file is absent or breaks the format
   */
  static TensorSource open(Path fileOrDirectory) {
    if (!Files.isDirectory(fileOrDirectory)) {
      return SafetensorsFile.open(fileOrDirectory);
    }
    Path single = fileOrDirectory.resolve(SINGLE);
    if (Files.exists(single)) {
      return SafetensorsFile.open(single);
    }
    Path index = fileOrDirectory.resolve(INDEX);
    if (Files.exists(index)) {
      return ShardedFiles.open(SafetensorsIndex.read(index));
    }
    String mend =
        Files.exists(fileOrDirectory.resolve("pytorch_model.bin"))
            ? "it has pytorch_model.bin, convert that with save_pretrained(safe_serialization=True)"
            : "give the directory of a checkpoint or a .safetensors file";
    throw new BadInputException(
        "%s must hold %s or %s; %s".formatted(fileOrDirectory, SINGLE, INDEX, mend));
  }

  /** All names, in file order. */
  Set<String> names();

  /**
   * Type, shape and place of a tensor.
   *
   * @throws BadInputException if there is no such tensor
   */
  TensorInfo info(String name);

  /**
   * A tensor; one of a file shares the mapped file's memory (a copy only where the data are
   * misaligned). Writing into it does not reach the file. It is owned by the current scope; {@link
   * Tensor#keep} it to outlive that. It stays usable after this source is closed, since the mapping
   * lives as long as the last tensor on it.
   *
   * @return on the CPU, in the type and shape of {@link #info}
   * @throws BadInputException if there is no such tensor
   */
  Tensor tensor(String name);

  /**
   * Lets the system take back the memory that reading a tensor brought in, as after it was copied
   * in another type. Tensors on it stay usable, and are read from the file again when they are. Not
   * for a tensor that was written into.
   *
   * @throws BadInputException if there is no such tensor
   */
  void release(String name);

  /** The file a tensor stands in, for messages. */
  Path file(String name);

  /** Gives the mapping back once the tensors on it are gone. */
  @Override
  void close();
}
