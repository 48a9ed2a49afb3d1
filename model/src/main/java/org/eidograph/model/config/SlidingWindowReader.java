// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Which layers see only a window: all of Mistral's and Mixtral's, and those of Qwen's that {@code
 * layer_types} or {@code max_window_layers} choose.
 */
final class SlidingWindowReader {
  private static final int DEFAULT_WINDOW = 4096;
  private static final int DEFAULT_FULL_LAYERS = 28;

  private SlidingWindowReader() {}

  /** Per layer the window's length, 0 for full attention. */
  static List<Integer> read(ConfigDocument document, Family family, int layers) {
    return switch (family) {
      case LLAMA, GPT2 -> Collections.nCopies(layers, 0);
      case MIXTRAL -> Collections.nCopies(layers, document.size("sliding_window", 0));
      case MISTRAL -> Collections.nCopies(layers, window(document));
      case QWEN2, QWEN3 -> chosen(document, layers);
    };
  }

  private static int window(ConfigDocument document) {
    boolean switchedOff =
        document.contains("sliding_window") && document.value("sliding_window") == null;
    return switchedOff ? 0 : document.size("sliding_window", DEFAULT_WINDOW);
  }

  private static List<Integer> chosen(ConfigDocument document, int layers) {
    int stated = window(document);
    int window = document.flag("use_sliding_window", false) ? stated : 0;
    int fullLayers = document.count("max_window_layers", DEFAULT_FULL_LAYERS);
    JsonNode types = document.value("layer_types");
    List<Integer> windows = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      boolean slides =
          types == null ? layer >= fullLayers : slides(document, types, layer, layers, window);
      windows.add(slides ? window : 0);
    }
    return windows;
  }

  private static boolean slides(
      ConfigDocument document, JsonNode types, int layer, int layers, int window) {
    if (!types.isArray() || types.size() != layers) {
      throw document.refuse(
          "layer_types", "must list one type for each of %d layers".formatted(layers));
    }
    String type = text(types.get(layer));
    if (type != null && (type.equals("full_attention") || type.equals("attention"))) {
      return false;
    }
    if (type == null || !type.equals("sliding_attention")) {
      throw document.refuse(
          "layer_types",
          "may hold only full_attention and sliding_attention",
          "other kinds of layer are not supported");
    }
    if (window == 0) {
      throw document.refuse(
          "layer_types",
          "may hold sliding_attention only with use_sliding_window true and a sliding_window");
    }
    return true;
  }

  private static @Nullable String text(JsonNode node) {
    return node.isString() ? node.stringValue() : null;
  }
}
