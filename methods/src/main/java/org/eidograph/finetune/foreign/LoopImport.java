// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune.foreign;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Steps, rates, schedule and what is learned. */
final class LoopImport {
  private static final String ALL = "all";

  private final ForeignKeys keys;

  LoopImport(ForeignKeys keys) {
    this.keys = keys;
  }

  void run() {
    length();
    rates();
    schedule();
    warmup();
    clip();
    optimizer();
    pace();
    learned();
    types();
  }

  private void length() {
    String steps = keys.firstOf("max_steps");
    String epochs = keys.firstOf("num_train_epochs", "num_epochs");
    if (steps != null && keys.number(steps) > 0) {
      keys.set("steps", (long) keys.number(steps), steps);
      if (epochs != null) {
        keys.refuse(epochs, "a number of steps is given too, and wins");
      }
    } else if (epochs != null) {
      keys.set("epochs", keys.number(epochs), epochs);
    }
    if (steps != null && !keys.has("steps")) {
      keys.same(steps); // −1 counts in epochs
    }
  }

  /** Theirs is the rate of A, ours the root of the product of both. */
  private void rates() {
    String ratio = keys.firstOf("loraplus_lr_ratio");
    String rate = keys.firstOf("learning_rate");
    double times = ratio == null ? 1 : keys.number(ratio);
    if (ratio != null) {
      keys.set("lora_plus_ratio", times, ratio);
    }
    if (rate != null) {
      keys.set(
          "learning_rate",
          keys.number(rate) * Math.sqrt(times),
          ratio == null ? rate : rate + " of A, times the root of " + ratio);
    }
  }

  private void schedule() {
    String key = keys.firstOf("lr_scheduler_type", "lr_scheduler");
    if (key == null) {
      return;
    }
    JsonNode value = keys.take(key);
    String kind = value == null ? "" : value.asString("").toLowerCase(Locale.ROOT);
    switch (kind) {
      case "cosine", "cosine_with_min_lr" -> {
        keys.set("schedule", "cosine", key);
        floor(key);
      }
      case "linear" -> keys.set("schedule", "linear", key);
      case "constant_with_warmup" -> keys.set("schedule", "constant", key);
      case "constant" -> {
        keys.set("schedule", "constant", key);
        keys.set("warmup", 0.0, key);
      }
      default -> keys.refuse(key, "schedules here are cosine, linear, constant and wsd");
    }
  }

  private void floor(String schedule) {
    String ratio = keys.firstOf("cosine_min_lr_ratio");
    JsonNode more = keys.take("lr_scheduler_kwargs");
    if (ratio != null) {
      keys.set("floor", keys.number(ratio), ratio);
    } else if (more != null && more.path("min_lr_rate").isNumber()) {
      keys.set("floor", more.get("min_lr_rate").asDouble(), "lr_scheduler_kwargs");
    } else if (more != null) {
      keys.refuse("lr_scheduler_kwargs", "only min_lr_rate has an equivalent");
    } else {
      keys.set("floor", 0.0, schedule); // a plain cosine falls to zero
    }
  }

  private void warmup() {
    String steps = keys.firstOf("warmup_steps");
    String share = keys.firstOf("warmup_ratio");
    if (keys.has("warmup")) { // a schedule without one
      for (String key : List.of("warmup_steps", "warmup_ratio")) {
        if (keys.firstOf(key) != null && keys.number(key) != 0) {
          keys.refuse(key, "the schedule has no warm-up");
        }
      }
    } else if (steps != null && keys.number(steps) > 0 && keys.number(steps) < 1) {
      keys.set("warmup", keys.number(steps), steps); // transformers takes a share there too
    } else if (steps != null && keys.number(steps) >= 1) {
      Object all = keys.value("steps");
      if (all instanceof Long total) {
        keys.set("warmup", keys.number(steps) / total, steps + " over the steps");
      } else {
        keys.refuse(steps, "warm-up is a share of the run here; give --warmup");
      }
    } else if (share != null) {
      keys.set("warmup", keys.number(share), share);
    } else if (steps != null) {
      keys.set("warmup", 0.0, steps);
    }
  }

  /** Those programs take 0 for no clipping. */
  private void clip() {
    String key = keys.firstOf("max_grad_norm", "gradient_clipping");
    if (key != null) {
      double norm = keys.number(key);
      keys.set("clip", norm == 0 ? (Object) "Infinity" : (Object) norm, key);
    }
  }

  private void optimizer() {
    String key = keys.firstOf("optim", "optimizer");
    if (key != null && keys.look(key).asString("").startsWith("adamw_torch")) {
      keys.same(key);
    } else if (key != null) {
      keys.refuse(key, "AdamW in full precision is the optimizer here");
    }
    fixed("adam_beta1", 0.9);
    fixed("adam_beta2", 0.999);
    fixed("adam_epsilon", 1e-8);
  }

  private void fixed(String key, double ours) {
    if (keys.firstOf(key) != null && keys.number(key) != ours) {
      keys.refuse(key, "%s here".formatted(ours));
    } else if (keys.firstOf(key) != null) {
      keys.same(key);
    }
  }

  private void pace() {
    every("eval_steps", "eval_every", "eval_strategy", "evaluation_strategy");
    every("save_steps", "save_every", "save_strategy");
    String held = keys.firstOf("val_set_size", "val_size");
    if (held != null && keys.number(held) < 1) {
      keys.set("eval_fraction", keys.number(held), held);
    } else if (held != null) {
      keys.refuse(held, "a share of the rows is held out here, not a number of them");
    }
  }

  private void every(String key, String ours, String... strategies) {
    String strategy = keys.firstOf(strategies);
    String kind =
        strategy == null ? "steps" : keys.look(strategy).asString("").toLowerCase(Locale.ROOT);
    if (strategy != null && (kind.equals("steps") || kind.equals("no"))) {
      keys.same(strategy);
    } else if (strategy != null) {
      keys.refuse(strategy, "steps are counted here; give --" + ours.replace('_', '-'));
    }
    if (keys.firstOf(key) == null) {
      return;
    }
    double steps = keys.number(key);
    if (!kind.equals("steps")) {
      keys.refuse(key, "switched off by " + strategy);
    } else if (steps >= 1) {
      keys.set(ours, (long) steps, key);
    } else {
      keys.refuse(key, "a number of steps is wanted here, not a share");
    }
  }

  private void learned() {
    part("train_on_inputs", true, ALL);
    part("train_on_prompt", true, ALL);
    part("completion_only_loss", false, ALL);
    part("mask_history", true, "last");
    part("assistant_only_loss", true, "completion");
  }

  private void part(String key, boolean when, String part) {
    JsonNode value = keys.take(key);
    if (value != null && value.isBoolean() && value.booleanValue() == when) {
      keys.set("train_on", part, key);
    } else if (value != null) {
      keys.same(key);
    }
  }

  private void types() {
    JsonNode bf16 = keys.take("bf16");
    if (bf16 != null && bf16.isBoolean() && bf16.booleanValue()) {
      keys.set("dtype", "bf16", "bf16");
    } else if (bf16 != null && bf16.isBoolean()) {
      keys.same("bf16");
    } else if (bf16 != null) {
      keys.refuse("bf16", "say dtype bf16 or fp32");
    }
    String key = keys.firstOf("torch_dtype", "dtype");
    String type = typeOf(key);
    if (key != null && type != null) {
      keys.set("dtype", type, key);
    } else if (key != null) {
      keys.refuse(key, "say dtype bf16 or fp32");
    }
  }

  private @Nullable String typeOf(@Nullable String key) {
    JsonNode value = key == null ? null : keys.take(key);
    return switch (value == null ? "" : value.asString("")) {
      case "bfloat16" -> "bf16";
      case "float32" -> "fp32";
      default -> null;
    };
  }
}
