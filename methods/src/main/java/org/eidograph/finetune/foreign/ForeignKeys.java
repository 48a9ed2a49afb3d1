// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune.foreign;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The keys of a foreign file, of which each is taken once or left over, and what became of them.
 */
final class ForeignKeys {
  /** Keys that name places, versions and reports, or repeat what the file is. */
  private static final Set<String> NEUTRAL =
      Set.of(
          "adapter",
          "auto_mapping",
          "do_eval",
          "do_train",
          "fan_in_fan_out",
          "finetuning_type",
          "inference_mode",
          "logging_dir",
          "logging_steps",
          "megatron_core",
          "overwrite_cache",
          "overwrite_output_dir",
          "peft_type",
          "peft_version",
          "plot_loss",
          "preprocessing_num_workers",
          "qalora_group_size",
          "report_to",
          "run_name",
          "stage",
          "task_type",
          "use_peft",
          "wandb_entity",
          "wandb_name",
          "wandb_project");

  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("dataset", "a name of that program; give --data"),
          Map.entry("dataset_dir", "a place of that program; give --data"),
          Map.entry("dataset_name", "data are files here; give --data"),
          Map.entry("datasets", "data are files here; give --data"),
          Map.entry("chat_template", "the base's own template applies"),
          Map.entry("template", "the base's own template applies"),
          Map.entry("fp16", "halves here are bf16; see dtype"),
          Map.entry("load_in_8bit", "a base is held in four bits or none; see quantize"),
          Map.entry("revision", "the model is a directory here"));

  private final ObjectNode file;
  private final Set<String> taken = new LinkedHashSet<>();
  private final Set<String> same = new LinkedHashSet<>();
  private final Map<String, ImportedConfig.Setting> settings = new LinkedHashMap<>();
  private final Map<String, ImportedConfig.NotFollowed> notFollowed = new LinkedHashMap<>();

  ForeignKeys(ObjectNode file) {
    this.file = file;
  }

  /** The value of a key, which counts as used from now on; null if it is absent or unset. */
  @Nullable JsonNode take(String key) {
    JsonNode value = file.get(key);
    if (value == null || isUnset(value)) {
      return null;
    }
    taken.add(key);
    return value;
  }

  /** The name of the first of several keys that is there and set. */
  @Nullable String firstOf(String... keys) {
    for (String key : keys) {
      JsonNode value = file.get(key);
      if (value != null && !isUnset(value)) {
        return key;
      }
    }
    return null;
  }

  /** The value of a key without using it up. */
  JsonNode look(String key) {
    return file.path(key);
  }

  double number(String key) {
    JsonNode value = take(key);
    if (value != null && value.isNumber()) {
      return value.asDouble();
    }
    try {
      // YAML 1.1 readers take 1e-4 for a text, and the programs turn it into a number
      return Double.parseDouble(value == null ? "" : value.asString(""));
    } catch (NumberFormatException e) {
      throw new BadInputException(
          "%s must be a number, got %s; correct the file".formatted(key, value), e);
    }
  }

  void set(String key, Object value, String from) {
    ImportedConfig.Setting old = settings.get(key);
    String origin = old != null && old.value().equals(value) ? old.from() + ", " + from : from;
    settings.put(key, new ImportedConfig.Setting(key, value, origin));
  }

  boolean has(String key) {
    return settings.containsKey(key);
  }

  @Nullable Object value(String key) {
    ImportedConfig.Setting setting = settings.get(key);
    return setting == null ? null : setting.value();
  }

  /** Names a key that asks for what holds here anyway, or for nothing. */
  void same(String key) {
    taken.add(key);
    same.add(key);
  }

  void refuse(String key, String reason) {
    taken.add(key);
    notFollowed.put(key, new ImportedConfig.NotFollowed(key, Json.line(file.get(key)), reason));
  }

  private static boolean isUnset(JsonNode value) {
    return value.isNull() || ((value.isObject() || value.isArray()) && value.isEmpty());
  }

  /** What was made of the file; every key that nobody took is named. */
  ImportedConfig result(String format, List<String> expected) {
    List<String> withoutEffect = new ArrayList<>(same);
    for (String key : file.propertyNames()) {
      JsonNode value = file.get(key);
      boolean off = isUnset(value) || (value.isBoolean() && !value.booleanValue());
      if (taken.contains(key)) {
        continue;
      }
      if (off || NEUTRAL.contains(key)) {
        withoutEffect.add(key);
      } else {
        refuse(key, REASONS.getOrDefault(key, "no such setting here"));
      }
    }
    return new ImportedConfig(
        format,
        List.copyOf(settings.values()),
        List.copyOf(notFollowed.values()),
        withoutEffect,
        expected.stream().filter(key -> !has(key)).toList());
  }
}
