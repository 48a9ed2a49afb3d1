// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune.foreign;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eidograph.base.BadInputException;
import org.eidograph.finetune.PlanFormat;
import tools.jackson.databind.JsonNode;

/** Where adapters are and how they start. */
final class AdapterImport {
  /** What a file of PEFT means where it is silent, by PEFT's own documentation. */
  private static final long PEFT_RANK = 8;

  private static final Map<String, String> STARTS =
      Map.of(
          "gaussian", "a_gaussian",
          "pissa", "pissa",
          "olora", "olora",
          "eva", "eva",
          "orthogonal", "orthogonal",
          "loftq", "loftq");

  private static final String RANDOMISED = "pissa_niter_";

  private final ForeignKeys keys;
  private final PlanFormat format;

  AdapterImport(ForeignKeys keys, PlanFormat format) {
    this.keys = keys;
    this.format = format;
  }

  void run() {
    kind();
    defaults();
    targets();
    names("exclude_modules", "exclude");
    list("layers_to_transform", "layers");
    list("peft_layers_to_transform", "layers");
    list("layers_pattern", "layers_pattern");
    list("modules_to_save", "modules_to_save");
    list("lora_modules_to_save", "modules_to_save");
    list("additional_target", "modules_to_save");
    tokens("trainable_token_indices");
    tokens("peft_trainable_token_indices");
    start("init_lora_weights");
    start("peft_init_lora_weights");
    if (isTrue("pissa_init")) {
      keys.set("init", "pissa", "pissa_init");
    }
    quantisation();
  }

  /** Only LoRA, and only what is generated or classified. */
  private void kind() {
    requireLora("peft_type");
    requireLora("finetuning_type");
    String adapter = keys.firstOf("adapter");
    if (adapter != null) {
      String kind = text(adapter);
      if (!kind.equals("lora") && !kind.equals("qlora")) {
        throw notLora(adapter, kind);
      }
      if (kind.equals("qlora")) {
        keys.take(adapter);
        keys.set("quantize", "nf4", adapter);
      }
    }
    String task = keys.firstOf("task_type");
    if (task != null && text(task).equals("seq_cls")) {
      keys.take(task);
      keys.set("task", "classification", task);
    } else if (task != null && !text(task).equals("causal_lm")) {
      keys.refuse(task, "texts are written or classified here");
    }
    String stage = keys.firstOf("stage");
    if (stage != null && !text(stage).equals("sft")) {
      keys.refuse(stage, "only supervised fine-tuning is done here");
    }
  }

  private void requireLora(String key) {
    if (keys.firstOf(key) != null && !text(key).equals("lora")) {
      throw notLora(key, text(key));
    }
  }

  private static BadInputException notLora(String key, String kind) {
    return new BadInputException(
        "%s must be lora, got %s; other methods have no equivalent here".formatted(key, kind));
  }

  private void defaults() {
    if (format == PlanFormat.PEFT && !keys.has("rank")) {
      keys.set("rank", PEFT_RANK, "PEFT's default");
    }
    if (format == PlanFormat.PEFT && !keys.has("alpha")) {
      keys.set("alpha", PEFT_RANK, "PEFT's default");
    }
    if (format == PlanFormat.LLAMAFACTORY
        && !keys.has("alpha")
        && keys.value("rank") instanceof Long rank) {
      keys.set("alpha", 2 * rank, "LLaMA-Factory's default, twice the rank");
    }
  }

  private void targets() {
    for (String key : List.of("target_modules", "lora_target_modules", "lora_target")) {
      names(key, "target");
    }
    if ("all".equals(keys.value("target"))) {
      keys.set("target", "all-linear", "lora_target");
    }
    if (isTrue("lora_target_linear")) {
      keys.set("target", "all-linear", "lora_target_linear");
    }
  }

  private void names(String key, String ours) {
    JsonNode value = keys.take(key);
    if (value != null) {
      keys.set(ours, ConfigImport.commas(key, value), key);
    }
  }

  private void list(String key, String ours) {
    JsonNode value = keys.take(key);
    if (value == null) {
      return;
    }
    keys.set(
        ours,
        value.isArray() ? ConfigImport.items(value) : List.of(value.asString("").split(",")),
        key);
  }

  private void tokens(String key) {
    JsonNode value = keys.take(key);
    if (value != null && value.isArray()) {
      keys.set("trainable_tokens", ConfigImport.items(value), key);
    } else if (value != null && value.size() == 1 && value.has("embed_tokens")) {
      keys.set("trainable_tokens", ConfigImport.items(value.get("embed_tokens")), key);
    } else if (value != null) {
      keys.refuse(key, "rows of the token embedding can be trained, no other tables");
    }
  }

  private void start(String key) {
    JsonNode value = keys.take(key);
    if (value == null) {
      return;
    }
    if (value.isBoolean() && value.booleanValue()) {
      keys.same(key); // PEFT's own start is the default here too
      return;
    }
    String word = value.asString("").toLowerCase(Locale.ROOT);
    if (word.startsWith(RANDOMISED)) {
      keys.set("init", "pissa", key);
      keys.set("init_iterations", word.substring(RANDOMISED.length()), key);
    } else if (STARTS.containsKey(word)) {
      keys.set("init", STARTS.get(word), key);
    } else {
      keys.refuse(key, "no such start here");
    }
  }

  private void quantisation() {
    if (isTrue("load_in_4bit")) {
      keys.set("quantize", "nf4", "load_in_4bit");
    }
    String bits = keys.firstOf("quantization_bit");
    if (bits != null && keys.number(bits) == 4) {
      keys.set("quantize", "nf4", bits);
    } else if (bits != null) {
      keys.refuse(bits, "a base is held in four bits or none");
    }
  }

  private boolean isTrue(String key) {
    boolean on = keys.look(key).booleanValue(false);
    return on && keys.take(key) != null; // one that is off is left over, and named as such
  }

  private String text(String key) {
    return keys.look(key).asString("").toLowerCase(Locale.ROOT);
  }
}
