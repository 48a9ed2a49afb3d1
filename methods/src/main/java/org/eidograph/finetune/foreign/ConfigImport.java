// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune.foreign;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.finetune.PlanFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a configuration of PEFT, TRL, Axolotl or LLaMA-Factory as settings of {@code eido
 * finetune}.
 *
 * <p>Two meanings differ and are converted. Under LoRA+ those programs give the rate of A, {@code
 * eido} the root of the product of both: {@code η = η_A·√ratio}. They count warm-up in steps,
 * {@code eido} as a share of the run.
 */
public final class ConfigImport {
  /** Settings that decide what is learned; a file that is silent on one leaves it open. */
  private static final List<String> EXPECTED =
      List.of(
          "rank",
          "alpha",
          "dropout",
          "target",
          "learning_rate",
          "schedule",
          "warmup",
          "weight_decay",
          "batch_size",
          "accumulation",
          "clip",
          "seed");

  /** Keys that mean the same and take the same values, under the names of all programs. */
  private static final Map<String, String> SAME =
      Map.ofEntries(
          Map.entry("r", "rank"),
          Map.entry("lora_r", "rank"),
          Map.entry("lora_rank", "rank"),
          Map.entry("lora_alpha", "alpha"),
          Map.entry("lora_dropout", "dropout"),
          Map.entry("use_rslora", "rslora"),
          Map.entry("peft_use_rslora", "rslora"),
          Map.entry("use_dora", "dora"),
          Map.entry("peft_use_dora", "dora"),
          Map.entry("lora_bias", "lora_bias"),
          Map.entry("bias", "bias"),
          Map.entry("rank_pattern", "rank_pattern"),
          Map.entry("alpha_pattern", "alpha_pattern"),
          Map.entry("base_model_name_or_path", "model"),
          Map.entry("base_model", "model"),
          Map.entry("model_name_or_path", "model"),
          Map.entry("output_dir", "output_dir"),
          Map.entry("per_device_train_batch_size", "batch_size"),
          Map.entry("micro_batch_size", "batch_size"),
          Map.entry("gradient_accumulation_steps", "accumulation"),
          Map.entry("packing", "packing"),
          Map.entry("sample_packing", "packing"),
          Map.entry("weight_decay", "weight_decay"),
          Map.entry("loraplus_lr_embedding", "embedding_learning_rate"),
          Map.entry("seed", "seed"),
          Map.entry("sequence_len", "max_length"),
          Map.entry("cutoff_len", "max_length"),
          Map.entry("max_length", "max_length"),
          Map.entry("max_seq_length", "max_length"),
          Map.entry("save_total_limit", "save_limit"),
          Map.entry("load_best_model_at_end", "keep_best"),
          Map.entry("early_stopping_patience", "patience"),
          Map.entry("gradient_checkpointing", "activation_checkpointing"));

  /** Of these, what is on or off here; some programs take words too. */
  private static final Set<String> SWITCHES =
      Set.of("rslora", "dora", "lora_bias", "packing", "keep_best", "activation_checkpointing");

  private ConfigImport() {}

  /**
   * Imports.
   *
   * @param file its keys
   * @param wanted whose configuration it is; null to tell by its keys
   * @throws BadInputException if it is of none of the programs, of another adapter method, or a
   *     value is of the wrong kind
   */
  public static ImportedConfig of(ObjectNode file, @Nullable PlanFormat wanted) {
    PlanFormat format = wanted == null ? guess(file) : wanted;
    ForeignKeys keys = new ForeignKeys(file);
    for (String key : file.propertyNames()) {
      String ours = SAME.get(key);
      JsonNode value = ours == null ? null : keys.take(key);
      if (ours != null && value != null && SWITCHES.contains(ours) && !value.isBoolean()) {
        keys.refuse(key, "true or false is wanted here");
      } else if (ours != null && value != null) {
        keys.set(ours, plain(key, value), key);
      }
    }
    new AdapterImport(keys, format).run();
    new LoopImport(keys).run();
    return keys.result(format.toString(), EXPECTED);
  }

  private static PlanFormat guess(ObjectNode file) {
    if (file.has("peft_type") || (file.has("r") && file.has("target_modules"))) {
      return file.has("per_device_train_batch_size") ? PlanFormat.TRL : PlanFormat.PEFT;
    }
    if (file.has("base_model") || file.has("micro_batch_size") || file.has("adapter")) {
      return PlanFormat.AXOLOTL;
    }
    if (file.has("finetuning_type") || file.has("lora_rank") || file.has("stage")) {
      return PlanFormat.LLAMAFACTORY;
    }
    if (file.has("use_peft") || file.has("lora_r") || file.has("lora_target_modules")) {
      return PlanFormat.TRL;
    }
    throw new BadInputException(
        "a configuration must be of PEFT (peft_type), Axolotl (base_model), LLaMA-Factory (finetuning_type) or TRL (use_peft), but its keys are %s; name the program with --format"
            .formatted(List.copyOf(file.propertyNames())));
  }

  /** A value as our own files write it. */
  static Object plain(String key, JsonNode value) {
    if (value.isIntegralNumber()) {
      return value.asLong();
    }
    if (value.isNumber()) {
      return value.asDouble();
    }
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    if (value.isString()) {
      return value.stringValue();
    }
    Object whole = Json.mapper().convertValue(value, Object.class);
    if (whole == null) {
      throw new BadInputException("%s must have a value; correct the file".formatted(key));
    }
    return whole;
  }

  /** Names with commas between, or one text. */
  static String commas(String key, JsonNode value) {
    if (value.isString()) {
      return value.stringValue();
    }
    if (!value.isArray()) {
      throw new BadInputException(
          "%s must be a list of names or a text, got %s; correct the file".formatted(key, value));
    }
    return String.join(",", items(value));
  }

  static List<String> items(JsonNode value) {
    List<String> items = new ArrayList<>();
    value.forEach(item -> items.add(item.asString("")));
    return items;
  }
}
