// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import static org.eidograph.finetune.PlanSettings.number;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.base.Json;
import tools.jackson.databind.JsonNode;

/** A plan as YAML for programs that are configured by it; JSON values are YAML values. */
final class YamlSnippet {
  private YamlSnippet() {}

  static String axolotl(PlanSettings plan) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("base_model", plan.request().model().name());
    keys.put("adapter", "lora");
    keys.put("lora_r", plan.adapter().get("r"));
    keys.put("lora_alpha", plan.adapter().get("lora_alpha"));
    keys.put("lora_dropout", plan.adapter().get("lora_dropout"));
    keys.put("lora_target_modules", plan.adapter().get("target_modules"));
    putIfTrue(keys, "peft_use_rslora", plan.adapter().get("use_rslora"));
    putIfTrue(keys, "peft_use_dora", plan.adapter().get("use_dora"));
    keys.put("micro_batch_size", plan.loop().batchSize());
    keys.put("sample_packing", plan.loop().packing());
    keys.put("optimizer", "adamw_torch");
    keys.put("lr_scheduler", plan.cosine() ? "cosine" : plan.scheduler());
    if (plan.cosine()) {
      keys.put("cosine_min_lr_ratio", plan.rates().floor());
    }
    putShared(keys, plan);
    return text(keys, plan);
  }

  static String llamaFactory(PlanSettings plan) {
    JsonNode targets = plan.adapter().get("target_modules");
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("model_name_or_path", plan.request().model().name());
    keys.put("stage", "sft");
    keys.put("do_train", true);
    keys.put("finetuning_type", "lora");
    keys.put("lora_rank", plan.adapter().get("r"));
    keys.put("lora_alpha", plan.adapter().get("lora_alpha"));
    keys.put("lora_dropout", plan.adapter().get("lora_dropout"));
    keys.put("lora_target", targets.isArray() ? commas(targets) : targets);
    putIfTrue(keys, "use_rslora", plan.adapter().get("use_rslora"));
    putIfTrue(keys, "use_dora", plan.adapter().get("use_dora"));
    keys.put("per_device_train_batch_size", plan.loop().batchSize());
    keys.put("packing", plan.loop().packing());
    keys.put("lr_scheduler_type", plan.scheduler());
    if (plan.cosine()) {
      keys.put("lr_scheduler_kwargs", Map.of("min_lr_rate", plan.rates().floor()));
    }
    putShared(keys, plan);
    return text(keys, plan);
  }

  private static void putShared(Map<String, Object> keys, PlanSettings plan) {
    FineTuneRequest.Training loop = plan.loop();
    keys.put("gradient_accumulation_steps", loop.accumulation());
    keys.put("max_steps", plan.plan().steps());
    keys.put("learning_rate", plan.rate());
    if (plan.rates().loraPlusRatio() != 1) {
      keys.put("loraplus_lr_ratio", plan.rates().loraPlusRatio());
    }
    keys.put("warmup_steps", plan.warmupSteps());
    keys.put("weight_decay", plan.rates().weightDecay());
    keys.put("max_grad_norm", Double.isInfinite(loop.clipNorm()) ? 0.0 : loop.clipNorm());
    keys.put("seed", loop.seed());
  }

  private static String commas(JsonNode names) {
    List<String> all = new ArrayList<>();
    names.forEach(name -> all.add(name.asString()));
    return String.join(",", all);
  }

  private static void putIfTrue(Map<String, Object> keys, String key, JsonNode value) {
    if (value.booleanValue()) {
      keys.put(key, true);
    }
  }

  private static String text(Map<String, Object> keys, PlanSettings plan) {
    StringBuilder text = new StringBuilder(plan.heading()).append(left(plan.adapter()));
    keys.forEach((key, value) -> text.append("%s: %s%n".formatted(key, word(value))));
    return text.toString().replace(System.lineSeparator(), "\n");
  }

  private static String word(Object value) {
    return value instanceof Double number ? number(number) : Json.line(value);
  }

  /** What the two programs have no key for. */
  private static String left(JsonNode adapter) {
    List<String> left = new ArrayList<>();
    for (String key :
        List.of(
            "rank_pattern",
            "alpha_pattern",
            "exclude_modules",
            "layers_to_transform",
            "modules_to_save",
            "trainable_token_indices")) {
      JsonNode value = adapter.get(key);
      if (!value.isNull() && !(value.isObject() && value.isEmpty())) {
        left.add(key);
      }
    }
    if (!adapter.get("init_lora_weights").isBoolean()) {
      left.add("init_lora_weights");
    }
    return left.isEmpty() ? "" : "# not followed: " + String.join(", ", left) + "\n";
  }
}
