// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The keys that change what a model computes, as {@link ConfigReader#switches} lists them. */
final class Switches {
  static final Set<String> SHARED =
      sorted(
          "hidden_act",
          "rms_norm_eps",
          "rope_theta",
          "rope_scaling.type",
          "rope_scaling.rope_type",
          "rope_scaling.linear",
          "rope_scaling.dynamic",
          "rope_scaling.llama3",
          "rope_scaling.yarn",
          "attention_factor",
          "mscale",
          "mscale_all_dim",
          "beta_fast",
          "beta_slow",
          "truncate",
          "torch_dtype");

  private static final Set<String> QWEN =
      sorted(
          "tie_word_embeddings",
          "use_sliding_window",
          "sliding_window",
          "max_window_layers",
          "layer_types");

  private Switches() {}

  static Set<String> of(Family family) {
    return switch (family) {
      case LLAMA ->
          sorted(
              "tie_word_embeddings",
              "num_key_value_heads",
              "head_dim",
              "attention_bias",
              "mlp_bias");
      case MISTRAL ->
          sorted("tie_word_embeddings", "num_key_value_heads", "head_dim", "sliding_window");
      case MIXTRAL ->
          sorted(
              "tie_word_embeddings",
              "num_key_value_heads",
              "head_dim",
              "sliding_window",
              "num_local_experts",
              "num_experts_per_tok");
      case QWEN2 -> QWEN;
      case QWEN3 ->
          sorted(Stream.concat(QWEN.stream(), Stream.of("attention_bias")).toArray(String[]::new));
      case GPT2 ->
          sorted(
              "tie_word_embeddings",
              "n_inner",
              "activation_function",
              "layer_norm_epsilon",
              "scale_attn_weights",
              "scale_attn_by_inverse_layer_idx",
              "reorder_and_upcast_attn");
    };
  }

  private static Set<String> sorted(String... keys) {
    return new TreeSet<>(Set.of(keys));
  }
}
