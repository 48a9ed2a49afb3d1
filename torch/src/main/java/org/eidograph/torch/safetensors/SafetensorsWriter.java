// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch.safetensors;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.Json;
import org.eidograph.torch.NativeBytes;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes tensors as safetensors files that appear whole or not at all.
 *
 * <p>Data are streamed from native memory; wider element types come first and the header is padded
 * with spaces to a multiple of 8, so that every tensor is aligned when the file is mapped. Within a
 * type the map's order is kept. Tensors that share memory are written once each.
 */
public final class SafetensorsWriter {
  /** What Python's readers look for before they hand out torch tensors. */
  public static final Map<String, String> TORCH_FORMAT = Map.of("format", "pt");

  private static final int ALIGNMENT = 8;

  private SafetensorsWriter() {}

  /** Writes one file with the metadata {@code format=pt}; an older file is replaced in one step. */
  public static void write(Path file, Map<String, Tensor> tensors) {
    write(file, tensors, TORCH_FORMAT);
  }

  /**
   * Writes one file; an older one is replaced in one step.
   *
   * @param metadata free text by key; left out if empty
   * @throws org.eidograph.base.OutOfResourcesException if the disk refuses; the older file stays
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
    Map<String, LaterTensor> later = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> later.put(name, LaterTensor.of(tensor)));
    writeLater(file, later, metadata);
  }

  /**
   * Writes one file whose tensors are made one by one as their turn comes, so that no more than one
   * of them is in memory.
   *
   * @param tensors what will be written, by name
   */
  public static void writeLater(
      Path file, Map<String, LaterTensor> tensors, Map<String, String> metadata) {
    List<Map.Entry<String, LaterTensor>> entries =
        tensors.entrySet().stream()
            .sorted(
                Comparator.comparingInt(
                    (Map.Entry<String, LaterTensor> e) -> -e.getValue().dtype().bytes()))
            .toList();
    byte[] header = header(entries, metadata);
    AtomicFiles.write(file, out -> writeTo(out, header, entries));
  }

  private static void writeTo(
      OutputStream out, byte[] header, List<Map.Entry<String, LaterTensor>> entries)
      throws IOException {
    BufferedOutputStream buffered = new BufferedOutputStream(out, 1 << 16);
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffered.write(length.putLong(header.length).array());
    buffered.write(header);
    for (Map.Entry<String, LaterTensor> entry : entries) {
      try (Scope scope = Scope.open()) {
        NativeBytes.write(entry.getValue().make(entry.getKey()), buffered);
      }
    }
    buffered.flush();
  }

  private static byte[] header(
      List<Map.Entry<String, LaterTensor>> entries, Map<String, String> metadata) {
    ObjectNode root = Json.object();
    if (!metadata.isEmpty()) {
      ObjectNode node = root.putObject(SafetensorsHeader.METADATA);
      metadata.forEach(node::put);
    }
    long offset = 0;
    for (Map.Entry<String, LaterTensor> entry : entries) {
      if (entry.getKey().equals(SafetensorsHeader.METADATA)) {
        throw new IllegalArgumentException("a tensor must not be named " + entry.getKey());
      }
      LaterTensor tensor = entry.getValue();
      ObjectNode node = root.putObject(entry.getKey());
      node.put("dtype", tensor.dtype().safetensorsName());
      node.set("shape", Json.mapper().valueToTree(tensor.shape()));
      node.putArray("data_offsets").add(offset).add(offset + tensor.bytes());
      offset += tensor.bytes();
    }
    return padded(Json.line(root).getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] padded(byte[] json) {
    int rest = Math.floorMod(-json.length, ALIGNMENT);
    byte[] padded = java.util.Arrays.copyOf(json, json.length + rest);
    java.util.Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    return padded;
  }
}
