// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The header of a safetensors file, wholly checked: whoever holds one may slice the file by it.
 *
 * <p>A file is 8 bytes with the header's length N (little-endian), N bytes of JSON, then the data.
 * The JSON maps each name to its type, shape and half-open byte range, counted from the end of the
 * header; the ranges must cover the data without overlap and without gaps.
 *
 * @param tensors by name, in the header's order
 * @param metadata free text by key, empty if there is none
 */
public record SafetensorsHeader(Map<String, TensorInfo> tensors, Map<String, String> metadata) {
  /** The format's own cap on N. */
  public static final long MAX_HEADER_BYTES = 100_000_000;

  static final String METADATA = "__metadata__";
  static final int LENGTH_BYTES = 8;

  public SafetensorsHeader {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /**
   * Reads and checks the header of a file; the data are not touched.
   *
   * @throws BadInputException if the file is absent, unreadable or breaks a rule of the format
   */
  public static SafetensorsHeader read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(
          "safetensors file %s does not exist; check the path".formatted(file));
    }
    try (FileChannel channel = FileChannel.open(file)) {
      long fileSize = channel.size();
      long length = headerLength(channel, fileSize, file);
      ByteBuffer json = readFully(channel, LENGTH_BYTES, (int) length);
      return parse(json, fileSize, file.toString());
    } catch (IOException e) {
      throw new BadInputException("cannot read %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * Checks a header that is already in memory.
   *
   * @param json the N header bytes
   * @param fileSize bytes of the whole file, with the 8 length bytes and the header
   * @param origin named in errors
   */
  static SafetensorsHeader parse(ByteBuffer json, long fileSize, String origin) {
    long dataStart = LENGTH_BYTES + json.remaining();
    ObjectNode root = object(json, origin);
    Map<String, String> metadata = metadata(root.remove(METADATA), origin);
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      TensorEntry reader = new TensorEntry(origin, entry.getKey());
      tensors.put(entry.getKey(), reader.read(entry.getValue(), dataStart, fileSize));
    }
    Coverage.check(tensors, dataStart, fileSize, origin);
    return new SafetensorsHeader(tensors, metadata);
  }

  private static long headerLength(FileChannel channel, long fileSize, Path file)
      throws IOException {
    if (fileSize < LENGTH_BYTES) {
      throw new BadInputException(
          "%s: a safetensors file starts with 8 length bytes, but it holds %s; download it again"
              .formatted(file, bytes(fileSize)));
    }
    ByteBuffer prefix = readFully(channel, 0, LENGTH_BYTES);
    refuseLfsPointer(prefix, file);
    long length = prefix.order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    if (length < 0 || length > MAX_HEADER_BYTES) {
      throw new BadInputException(
          "%s: header length %s is above the format's cap of %s bytes; this is no safetensors file"
              .formatted(file, Long.toUnsignedString(length), MAX_HEADER_BYTES));
    }
    if (length > fileSize - LENGTH_BYTES) {
      throw new BadInputException(
          "%s: header of %s does not fit into the file of %s; it is truncated, download it again"
              .formatted(file, bytes(length), bytes(fileSize)));
    }
    return length;
  }

  private static void refuseLfsPointer(ByteBuffer prefix, Path file) {
    if (StandardCharsets.ISO_8859_1.decode(prefix.duplicate()).toString().equals("version ")) {
      throw new BadInputException(
          "%s is a Git LFS pointer, not the weights; fetch them with git lfs pull".formatted(file));
    }
  }

  private static ByteBuffer readFully(FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new IOException("it ended while being read");
      }
    }
    return buffer.flip();
  }

  private static ObjectNode object(ByteBuffer json, String origin) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(json.duplicate()).toString();
    } catch (CharacterCodingException e) {
      throw new BadInputException(
          "%s: the header must be UTF-8, but is not; the file is damaged".formatted(origin), e);
    }
    JsonNode root = Json.parse(text, origin + ": the header");
    if (root instanceof ObjectNode object) {
      return object;
    }
    throw new BadInputException(
        "%s: the header must be a JSON object, but is %s; this is no safetensors file"
            .formatted(origin, root.getNodeType()));
  }

  private static Map<String, String> metadata(@Nullable JsonNode node, String origin) {
    Map<String, String> metadata = new LinkedHashMap<>();
    if (node == null) {
      return metadata;
    }
    if (!node.isObject()) {
      throw new BadInputException(
          "%s: %s must map text to text, but is %s; write the file again"
              .formatted(origin, METADATA, node.getNodeType()));
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (!entry.getValue().isString()) {
        throw new BadInputException(
            "%s: %s must map text to text, but '%s' is %s; write the file again"
                .formatted(origin, METADATA, entry.getKey(), entry.getValue().getNodeType()));
      }
      metadata.put(entry.getKey(), entry.getValue().stringValue());
    }
    return metadata;
  }

  private static String bytes(long count) {
    return count + " bytes";
  }
}
