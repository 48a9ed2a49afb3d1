// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.eidograph.base.BadInputException;
import tools.jackson.databind.JsonNode;

/**
 * Judges the keys of a configuration that no reader asked for: harmless, neutral by their value, or
 * refused.
 */
final class UnreadKeys {
  /**
   * How the file came to be, settings of training (dropout, initialisation) and of generation,
   * heads for other tasks: the logits do not depend on them.
   */
  private static final Set<String> HARMLESS =
      words(
          """
          _name_or_path name_or_path _commit_hash transformers_version architectures auto_map
          tokenizer_class finetuning_task task_specific_params transformers.js_config
          is_llama_config unsloth_fixed unsloth_version model_max_length max_sequence_length n_ctx
          attn_implementation _attn_implementation _attn_implementation_autoset
          _flash_attn_2_enabled max_window_layers is_decoder torchscript use_bfloat16 tf_legacy_loss pretraining_tp

          initializer_range attention_dropout hidden_dropout resid_pdrop embd_pdrop attn_pdrop
          gradient_checkpointing use_cache router_aux_loss_coef router_jitter_noise
          output_router_logits

          summary_type summary_use_proj summary_activation summary_proj_to_labels
          summary_first_dropout summary_last_dropout id2label label2id num_labels problem_type
          classifier_dropout _num_labels output_attentions output_hidden_states return_dict
          tie_last_hidden_states chunk_size_feed_forward

          max_length min_length max_new_tokens do_sample early_stopping num_beams num_beam_groups
          diversity_penalty temperature top_k top_p typical_p repetition_penalty length_penalty
          no_repeat_ngram_size bad_words_ids encoder_no_repeat_ngram_size num_return_sequences
          output_scores return_dict_in_generate forced_bos_token_id forced_eos_token_id
          remove_invalid_values exponential_decay_length_penalty suppress_tokens
          begin_suppress_tokens prefix sep_token_id unk_token_id decoder_start_token_id
          """);

  /**
   * Dropout by the encoders' names, ids that only their tokenizers use, and an older head's sizes.
   */
  private static final Set<String> HARMLESS_TO_ENCODERS =
      words(
          """
          hidden_dropout_prob attention_probs_dropout_prob bos_token_id eos_token_id pad_token_id
          tie_word_embeddings directionality pooler_fc_size pooler_num_attention_heads
          pooler_num_fc_layers pooler_size_per_head pooler_type output_past gradient_checkpointing
          """);

  /** Keys that change the maths, each with the one value (JSON text) at which it does not. */
  private static final Map<String, String> NEUTRAL = neutral();

  /** The same for encoders only, whatever is harmless elsewhere. */
  private static final Map<String, String> NEUTRAL_TO_ENCODERS =
      Map.of("is_decoder", "false", "position_embedding_type", "\"absolute\"");

  private UnreadKeys() {}

  static void requireHarmless(ConfigDocument document, Family family) {
    for (String key : document.unread()) {
      // Qwen2's projections always have these biases; older files say so
      boolean stated = key.equals("attention_bias") || key.equals("qkv_bias");
      if (stated && family == Family.QWEN2 && document.flag(key, false)) {
        continue;
      }
      boolean neutral = !(stated && family == Family.QWEN2) && isNeutral(document, key);
      if (!HARMLESS.contains(key) && !neutral && carriesValue(document, key)) {
        throw refusal(document, key, family.modelType());
      }
    }
  }

  /** The same for an encoder, where attention that looks back only would be another model. */
  static void requireHarmless(ConfigDocument document, EncoderFamily family) {
    for (String key : document.unread()) {
      boolean harmless =
          HARMLESS_TO_ENCODERS.contains(key)
              || (HARMLESS.contains(key) && !NEUTRAL_TO_ENCODERS.containsKey(key))
              || isNeutral(document, key)
              || shown(document, key).equals(NEUTRAL_TO_ENCODERS.get(key));
      if (!harmless && carriesValue(document, key)) {
        throw refusal(document, key, family.modelType());
      }
    }
  }

  private static boolean carriesValue(ConfigDocument document, String key) {
    JsonNode value = document.value(key);
    return value != null && !(value.isContainer() && value.isEmpty());
  }

  private static String shown(ConfigDocument document, String key) {
    return String.valueOf(document.value(key));
  }

  private static BadInputException refusal(ConfigDocument document, String key, String modelType) {
    boolean known = NEUTRAL.containsKey(key) || NEUTRAL_TO_ENCODERS.containsKey(key);
    return document.refuse(
        key,
        (known ? "is not supported" : "is an unknown key") + " for model_type " + modelType,
        known
            ? "the logits would be wrong without it"
            : "if the logits do not depend on it, remove it from the file");
  }

  private static boolean isNeutral(ConfigDocument document, String key) {
    JsonNode value = document.value(key);
    if (value == null) {
      return true;
    }
    String neutral = NEUTRAL.get(key);
    if (neutral == null) {
      return false;
    }
    return value.isNumber()
        ? neutral.matches("[0-9]+") && value.doubleValue() == Double.parseDouble(neutral)
        : value.toString().equals(neutral);
  }

  private static Map<String, String> neutral() {
    Map<String, String> neutral = new HashMap<>();
    String off =
        """
        attention_bias mlp_bias qkv_bias attention_out_bias use_sliding_window use_mrope
        rope_interleaved use_qk_norm qk_layernorm add_cross_attention is_encoder_decoder
        tie_encoder_decoder parallel_attn alibi
        """;
    words(off).forEach(key -> neutral.put(key, "false"));
    String one =
        """
        logit_scale logits_scaling embedding_multiplier residual_multiplier scale_emb rotary_pct
        """;
    words(one).forEach(key -> neutral.put(key, "1"));
    String never =
        """
        quantization_config compression_config final_logit_softcapping attn_logit_softcapping
        attention_multiplier query_pre_attn_scalar scale_depth dim_model_base sliding_window
        layer_types no_rope_layers no_rope_layer_interval per_layer_config pruned_heads
        rope_parameters rope_scaling rope_theta cross_attention_hidden_size attention_chunk_size
        """;
    words(never).forEach(key -> neutral.put(key, "null"));
    words("num_experts num_local_experts").forEach(key -> neutral.put(key, "0"));
    return Map.copyOf(neutral);
  }

  private static Set<String> words(String text) {
    return Set.of(text.strip().split("\\s+"));
  }
}
