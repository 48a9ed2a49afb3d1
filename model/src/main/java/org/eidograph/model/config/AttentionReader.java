// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Reads head counts, biases, per-layer windows and score multipliers. */
final class AttentionReader {
  private static final int MOST_WIDTH = 1 << 24;

  private AttentionReader() {}

  static AttentionConfig read(
      ConfigDocument document, Family family, Defaults defaults, ModelSizes sizes) {
    String headsKey =
        family == Family.GPT2
            ? document.either("n_head", "num_attention_heads")
            : "num_attention_heads";
    int heads = document.size(headsKey);
    int keyValueHeads = keyValueHeads(document, family, defaults, heads);
    int headSize = headSize(document, family, defaults, headsKey, sizes.hiddenSize() / heads);
    if ((long) headSize * heads > MOST_WIDTH) {
      throw document.refuse(
          headsKey, "times the head size (%d) must be at most %d".formatted(headSize, MOST_WIDTH));
    }
    if (headSize * heads != sizes.hiddenSize() && !hasOwnHeadSize(document, family)) {
      throw document.refuse(
          headsKey, "must divide the hidden size %d".formatted(sizes.hiddenSize()));
    }
    boolean bias =
        switch (family) {
          case LLAMA, QWEN3 -> document.flag("attention_bias", false);
          case MISTRAL, MIXTRAL -> false;
          case QWEN2, GPT2 -> true;
        };
    return new AttentionConfig(
        heads,
        keyValueHeads,
        headSize,
        bias,
        bias && family != Family.QWEN2,
        family == Family.QWEN3,
        SlidingWindowReader.read(document, family, sizes.layers()),
        scales(document, family, sizes.layers(), headSize));
  }

  private static int keyValueHeads(
      ConfigDocument document, Family family, Defaults defaults, int heads) {
    if (family == Family.GPT2) {
      return heads;
    }
    // absent means the family's default, null means as many as query heads
    boolean absent = !document.contains("num_key_value_heads");
    int otherwise = absent && defaults.keyValueHeads() > 0 ? defaults.keyValueHeads() : heads;
    int keyValueHeads = document.size("num_key_value_heads", otherwise);
    if (heads % keyValueHeads != 0) {
      throw document.refuse(
          "num_attention_heads",
          "must be a multiple of num_key_value_heads (%d)".formatted(keyValueHeads));
    }
    return keyValueHeads;
  }

  private static boolean hasOwnHeadSize(ConfigDocument document, Family family) {
    return family == Family.QWEN3 || (family != Family.GPT2 && document.value("head_dim") != null);
  }

  private static int headSize(
      ConfigDocument document, Family family, Defaults defaults, String headsKey, int quotient) {
    if (family == Family.GPT2) {
      return quotient;
    }
    int headSize =
        document.size("head_dim", defaults.headSize() > 0 ? defaults.headSize() : quotient);
    if (headSize % 2 != 0 || headSize == 0) {
      throw document.refuse(
          document.value("head_dim") == null ? headsKey : "head_dim",
          "must give heads of even size, since rotation pairs their entries, and gives size "
              + headSize);
    }
    return headSize;
  }

  private static List<Double> scales(
      ConfigDocument document, Family family, int layers, int headSize) {
    double byHeadSize = 1 / Math.sqrt(headSize);
    if (family != Family.GPT2) {
      return Collections.nCopies(layers, byHeadSize);
    }
    double scale = document.flag("scale_attn_weights", true) ? byHeadSize : 1;
    // only the order of operations in half precision; scores are float32 here in any case
    document.flag("reorder_and_upcast_attn", false);
    boolean byLayer = document.flag("scale_attn_by_inverse_layer_idx", false);
    return new ArrayList<>(
        IntStream.range(0, layers).mapToObj(i -> byLayer ? scale / (i + 1) : scale).toList());
  }
}
