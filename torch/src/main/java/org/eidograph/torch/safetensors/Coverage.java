// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch.safetensors;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.eidograph.base.BadInputException;

/** Checks that the tensors of a file cover its data exactly: no overlap, no gap, no rest. */
final class Coverage {
  private Coverage() {}

  static void check(Map<String, TensorInfo> tensors, long dataStart, long fileSize, String origin) {
    List<Map.Entry<String, TensorInfo>> inOrder =
        tensors.entrySet().stream()
            .sorted(
                Comparator.comparingLong((Map.Entry<String, TensorInfo> e) -> e.getValue().offset())
                    .thenComparingLong(e -> e.getValue().length()))
            .toList();
    long end = dataStart;
    String before = "the header";
    for (Map.Entry<String, TensorInfo> entry : inOrder) {
      TensorInfo info = entry.getValue();
      if (info.offset() != end) {
        throw new BadInputException(
            "%s: tensor '%s' must start where %s ends, at data byte %s, but starts at %s (%s); the file is damaged, download it again"
                .formatted(
                    origin,
                    entry.getKey(),
                    before,
                    end - dataStart,
                    info.offset() - dataStart,
                    info.offset() < end ? "overlap" : "gap"));
      }
      end += info.length();
      before = "'" + entry.getKey() + "'";
    }
    if (end != fileSize) {
      throw new BadInputException(
          "%s: the tensors must fill the file, but %s bytes follow the last one; the file is damaged, download it again"
              .formatted(origin, fileSize - end));
    }
  }
}
