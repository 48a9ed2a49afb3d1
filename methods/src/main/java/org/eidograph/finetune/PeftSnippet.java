// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import static org.eidograph.finetune.PlanSettings.number;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eidograph.base.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A plan as Python for PEFT and TRL. */
final class PeftSnippet {
  private static final List<String> KEYS =
      List.of(
          "task_type",
          "r",
          "lora_alpha",
          "target_modules",
          "exclude_modules",
          "layers_to_transform",
          "layers_pattern",
          "lora_dropout",
          "bias",
          "lora_bias",
          "use_rslora",
          "use_dora",
          "init_lora_weights",
          "rank_pattern",
          "alpha_pattern",
          "modules_to_save",
          "trainable_token_indices");

  private PeftSnippet() {}

  /** A {@code LoraConfig} and the learning rate. */
  static String adapter(PlanSettings plan) {
    double ratio = plan.rates().loraPlusRatio();
    String plus =
        ratio == 1
            ? ""
            : "# for peft.optimizers.create_loraplus_optimizer: loraplus_lr_ratio=%s\n"
                .formatted(number(ratio));
    return plan.heading()
        + "from peft import LoraConfig\n\n"
        + config(plan.adapter())
        + "\nlearning_rate = %s\n".formatted(number(plan.rate()))
        + plus;
  }

  private static String config(ObjectNode adapter) {
    return KEYS.stream()
        .filter(key -> !isDefault(key, adapter.get(key)))
        .map(key -> "    %s=%s,\n".formatted(key, python(adapter.get(key))))
        .collect(Collectors.joining("", "peft_config = LoraConfig(\n", ")\n"));
  }

  private static boolean isDefault(String key, JsonNode value) {
    boolean empty = value.isNull() || (value.isObject() && value.isEmpty());
    boolean off = value.isBoolean() && !value.booleanValue();
    return empty || off || (key.equals("init_lora_weights") && value.isBoolean());
  }

  private static String python(JsonNode value) {
    return value.isBoolean() ? "True" : Json.line(value);
  }

  /** The same with the arguments of TRL's trainer. */
  static String trainer(PlanSettings plan) {
    String body =
        arguments(plan).entrySet().stream()
            .map(entry -> "    %s=%s,\n".formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining());
    String plus =
        plan.rates().loraPlusRatio() == 1
            ? ""
            : "# not followed: LoRA+ with the ratio %s; it takes an optimizer of its own\n"
                .formatted(number(plan.rates().loraPlusRatio()));
    return plan.heading()
        + plus
        + "from peft import LoraConfig\nfrom trl import SFTConfig\n\n"
        + config(plan.adapter())
        + "\ntraining = SFTConfig(\n"
        + body
        + ")\n";
  }

  private static Map<String, String> arguments(PlanSettings plan) {
    FineTuneRequest.Training loop = plan.loop();
    Map<String, String> arguments = new LinkedHashMap<>();
    arguments.put("output_dir", "\"out\"");
    arguments.put("max_steps", String.valueOf(plan.plan().steps()));
    arguments.put("per_device_train_batch_size", String.valueOf(loop.batchSize()));
    arguments.put("gradient_accumulation_steps", String.valueOf(loop.accumulation()));
    arguments.put("learning_rate", number(plan.rate()));
    arguments.put("lr_scheduler_type", '"' + plan.scheduler() + '"');
    if (plan.cosine()) {
      arguments.put(
          "lr_scheduler_kwargs", "{\"min_lr_rate\": %s}".formatted(number(plan.rates().floor())));
    }
    arguments.put("warmup_steps", String.valueOf(plan.warmupSteps()));
    arguments.put("weight_decay", number(plan.rates().weightDecay()));
    arguments.put("max_grad_norm", clip(loop.clipNorm()));
    arguments.put("packing", loop.packing() ? "True" : "False");
    arguments.put("seed", String.valueOf(loop.seed()));
    return arguments;
  }

  /** The trainer takes 0 for no clipping. */
  private static String clip(double norm) {
    return Double.isInfinite(norm) ? "0.0" : number(norm);
  }
}
