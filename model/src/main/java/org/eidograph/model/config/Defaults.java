// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

import java.util.List;
import java.util.OptionalInt;

/**
 * What a family takes for keys its file leaves out, as the classes of transformers 5 have it.
 *
 * @param maxPositions for {@code max_position_embeddings}
 * @param keyValueHeads for {@code num_key_value_heads}; 0 means as many as query heads
 * @param headSize for {@code head_dim}; 0 means {@code hidden_size / num_attention_heads}
 * @param bos for {@code bos_token_id}
 * @param eos for {@code eos_token_id}
 */
record Defaults(
    int maxPositions, int keyValueHeads, int headSize, OptionalInt bos, List<Integer> eos) {
  static Defaults of(Family family) {
    return switch (family) {
      case LLAMA -> new Defaults(2048, 0, 0, OptionalInt.of(1), List.of(2));
      case MISTRAL -> new Defaults(131072, 8, 0, OptionalInt.of(1), List.of(2));
      case MIXTRAL -> new Defaults(131072, 8, 0, OptionalInt.of(1), List.of(2));
      case QWEN2 -> new Defaults(32768, 32, 0, OptionalInt.empty(), List.of());
      case QWEN3 -> new Defaults(32768, 32, 128, OptionalInt.empty(), List.of());
      case GPT2 -> new Defaults(1024, 0, 0, OptionalInt.of(50256), List.of(50256));
    };
  }
}
