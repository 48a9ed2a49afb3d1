// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch.safetensors;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eidograph.base.BadInputException;
import org.eidograph.torch.DType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads one entry of a header and checks all that can be checked without its neighbours.
 *
 * @param origin the file, for errors
 * @param name the tensor, for errors
 */
record TensorEntry(String origin, String name) {
  private static final Set<String> KEYS = Set.of("dtype", "shape", "data_offsets");

  TensorInfo read(JsonNode node, long dataStart, long fileSize) {
    if (!node.isObject() || !Set.copyOf(node.propertyNames()).equals(KEYS)) {
      throw broken("must have exactly the keys dtype, shape and data_offsets", node);
    }
    DType dtype = dtype(node.get("dtype"));
    long[] shape = sizes(node.get("shape"), "shape");
    long[] range = sizes(node.get("data_offsets"), "data_offsets");
    if (range.length != 2 || range[0] > range[1]) {
      throw broken("data_offsets must be [begin, end] with begin ≤ end", node.get("data_offsets"));
    }
    if (range[1] > fileSize - dataStart) {
      throw broken(
          "data_offsets must lie within the %s data bytes of the file"
              .formatted(fileSize - dataStart),
          node.get("data_offsets"));
    }
    long length = range[1] - range[0];
    if (length != bytes(dtype, shape, node)) {
      throw broken(
          "shape × element size must be the %s bytes of data_offsets".formatted(length), node);
    }
    return new TensorInfo(dtype, shape, dataStart + range[0], length);
  }

  private DType dtype(JsonNode node) {
    for (DType type : DType.values()) {
      if (node.isString() && type.safetensorsName().equals(node.stringValue())) {
        return type;
      }
    }
    List<String> known = Arrays.stream(DType.values()).map(DType::safetensorsName).toList();
    throw broken("dtype must be one of " + known.stream().collect(Collectors.joining(", ")), node);
  }

  private long[] sizes(JsonNode node, String key) {
    if (!node.isArray()) {
      throw broken(key + " must be a list of whole numbers", node);
    }
    long[] sizes = new long[node.size()];
    for (int i = 0; i < sizes.length; i++) {
      JsonNode size = node.get(i);
      if (!size.isIntegralNumber() || !size.canConvertToLong() || size.longValue() < 0) {
        throw broken(key + " must hold whole numbers from 0 to 2^63−1", node);
      }
      sizes[i] = size.longValue();
    }
    return sizes;
  }

  private long bytes(DType dtype, long[] shape, JsonNode node) {
    try {
      long bytes = dtype.bytes();
      for (long size : shape) {
        bytes = Math.multiplyExact(bytes, size);
      }
      return bytes;
    } catch (ArithmeticException e) {
      throw broken("shape must have fewer than 2^63 bytes", node);
    }
  }

  private BadInputException broken(String rule, @Nullable JsonNode value) {
    String text = String.valueOf(value);
    String shown = text.length() <= 200 ? text : text.substring(0, 200) + "…";
    return new BadInputException(
        "%s: tensor '%s': %s, got %s; the file is damaged or not supported, write or download it again"
            .formatted(origin, name, rule, shown));
  }
}
