// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eidograph.base.BadInputException;
import tools.jackson.databind.JsonNode;

/** Refuses, by name, what an adapter's configuration asks for and this package cannot honour. */
final class UnsupportedFeatures {
  /** Keys that change the maths when set, with the name of what they stand for. */
  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry("use_qalora", "QALoRA"),
          Map.entry("use_bdlora", "BD-LoRA"),
          Map.entry("alora_invocation_tokens", "activated LoRA"),
          Map.entry("arrow_config", "Arrow routing"),
          Map.entry("kasa_config", "KaSA"),
          Map.entry("monteclora_config", "MonteCLoRA"),
          Map.entry("velora_config", "VeLoRA"),
          Map.entry("layer_replication", "layer replication"),
          Map.entry("megatron_config", "Megatron parallel layers"),
          Map.entry("target_parameters", "adapters on bare parameters"),
          Map.entry("ensure_weight_tying", "adapters tied between embedding and head"));

  /** Keys that are read, or have no effect on a finished adapter. */
  private static final Set<String> KNOWN =
      Set.of(
          "alpha_pattern",
          "auto_mapping",
          "base_model_name_or_path",
          "bias",
          "corda_config",
          "eva_config",
          "exclude_modules",
          "fan_in_fan_out",
          "inference_mode",
          "init_lora_weights",
          "layers_pattern",
          "layers_to_transform",
          "loftq_config",
          "lora_alpha",
          "lora_bias",
          "lora_dropout",
          "lora_ga_config",
          "megatron_core",
          "modules_to_save",
          "peft_type",
          "peft_version",
          "qalora_group_size",
          "r",
          "rank_pattern",
          "revision",
          "runtime_config",
          "target_modules",
          "task_type",
          "trainable_token_indices",
          "use_dora",
          "use_rslora");

  /**
   * Starts that leave the base's weights alone, so that its files still fit the adapter, and those
   * whose change of the base follows from its weights.
   */
  private static final Set<String> KNOWN_STARTS =
      Set.of("gaussian", "eva", "orthogonal", "mica", "pissa", "olora");

  private UnsupportedFeatures() {}

  /**
   * Checks a configuration.
   *
   * @param lenient whether an unknown key that is set gives a warning in place of a refusal
   * @return warnings
   */
  static List<String> check(ConfigValues values, boolean lenient) {
    checkType(values);
    checkStart(values);
    List<String> warnings = new ArrayList<>();
    for (String key : values.node().propertyNames()) {
      if (KNOWN.contains(key) || isUnset(values.node().get(key))) {
        continue;
      }
      String feature = REFUSED.get(key);
      if (feature != null) {
        throw refusal(values, feature, key);
      }
      String text = "%s: unknown key %s is set".formatted(values.origin(), key);
      if (!lenient) {
        throw new BadInputException(
            text + " and may change the adapter's meaning; remove it, or give --lenient");
      }
      warnings.add(text + " and was ignored");
    }
    return warnings;
  }

  private static void checkType(ConfigValues values) {
    String type = values.text("peft_type");
    if (type == null || !type.toUpperCase(Locale.ROOT).equals("LORA")) {
      throw new BadInputException(
          "%s: peft_type must be LORA, got %s; other adapter methods are not supported"
              .formatted(values.origin(), type));
    }
  }

  private static void checkStart(ConfigValues values) {
    JsonNode start = values.get("init_lora_weights");
    if (start == null || start.isBoolean()) {
      return;
    }
    if (!start.isString() || !KNOWN_STARTS.contains(start.stringValue())) {
      throw new BadInputException(
          "%s: init_lora_weights %s changes the base's weights in a way that the file does not tell, so the adapter does not fit the base as stored; convert it with PEFT (path_initial_model_for_weight_conversion)"
              .formatted(values.origin(), start));
    }
  }

  private static boolean isUnset(JsonNode value) {
    return value.isNull()
        || (value.isBoolean() && !value.booleanValue())
        || ((value.isObject() || value.isArray()) && value.isEmpty());
  }

  private static BadInputException refusal(ConfigValues values, String feature, String key) {
    return new BadInputException(
        "%s: %s is not supported, got %s %s; use an adapter of LoRA or DoRA"
            .formatted(values.origin(), feature, key, values.node().get(key)));
  }
}
