// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eidograph.base.Json;
import org.eidograph.model.ModulePath;
import org.eidograph.model.SequenceClassifier;
import org.eidograph.theory.lora.LoraScale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes {@code adapter_config.json}: PEFT's keys, sorted, none of our own.
 *
 * <p>An explicit scale is written as the {@code lora_alpha} that gives it, module by module where
 * ranks differ; all-linear as the names it stands for, which readers without that word understand.
 */
final class AdapterConfigWriter {
  /** The release whose keys and meanings the file follows. */
  private static final String PEFT_VERSION = "0.21.0";

  private final LoraModel lora;
  private final LoraSpec spec;

  /**
   * Prepares.
   *
   * @param spec what the file is to say of the adapters
   */
  AdapterConfigWriter(LoraModel lora, LoraSpec spec) {
    this.lora = lora;
    this.spec = spec;
  }

  /** The file's text. */
  String text(AdapterOrigin origin) {
    return Json.pretty(node(origin));
  }

  /** The file's keys, in alphabetical order. */
  ObjectNode node(AdapterOrigin origin) {
    Map<String, @Nullable Object> keys = new TreeMap<>();
    keys.put("auto_mapping", null);
    keys.put("base_model_name_or_path", origin.base());
    keys.put("fan_in_fan_out", fanInFanOut());
    keys.put("inference_mode", true);
    keys.put("loftq_config", Map.of());
    keys.put("megatron_config", null);
    keys.put("megatron_core", "megatron.core");
    keys.put("peft_type", "LORA");
    keys.put("peft_version", PEFT_VERSION);
    keys.put("revision", origin.revision());
    keys.put("task_type", lora.base() instanceof SequenceClassifier ? "SEQ_CLS" : "CAUSAL_LM");
    keys.put("trainable_token_indices", tokens());
    keys.put("use_dora", spec.dora());
    putChoices(keys);
    putNumbers(keys);
    ObjectNode node = Json.object();
    keys.forEach((key, value) -> node.set(key, Json.mapper().<JsonNode>valueToTree(value)));
    return node;
  }

  private void putChoices(Map<String, @Nullable Object> keys) {
    Placement placement = spec.placement();
    keys.put("target_modules", choice(placement.targets()));
    keys.put("exclude_modules", placement.exclude() == null ? null : choice(placement.exclude()));
    keys.put("layers_to_transform", placement.layers());
    keys.put(
        "layers_pattern", placement.layersPattern().isEmpty() ? null : placement.layersPattern());
    keys.put("modules_to_save", spec.modulesToSave().isEmpty() ? null : spec.modulesToSave());
    keys.put("bias", spec.bias().peftName());
    keys.put("lora_bias", spec.loraBias());
    keys.put("lora_dropout", spec.dropout());
    keys.put("init_lora_weights", start());
  }

  private @Nullable Object tokens() {
    Map<String, List<Integer>> byModule = spec.tokens().byModule();
    return byModule.isEmpty() ? null : byModule.containsKey("") ? byModule.get("") : byModule;
  }

  private Object start() {
    return switch (spec.init()) {
      case A_GAUSSIAN -> "gaussian";
      case PISSA -> spec.initIterations() == 0 ? "pissa" : "pissa_niter_" + spec.initIterations();
      case OLORA -> "olora";
      default -> true;
    };
  }

  private void putNumbers(Map<String, @Nullable Object> keys) {
    keys.put("r", spec.rank());
    keys.put("rank_pattern", spec.rankPattern());
    keys.put("use_rslora", spec.scale() instanceof LoraScale.RankStabilised);
    Map<String, Object> alphas = new LinkedHashMap<>();
    if (spec.scale() instanceof LoraScale.Explicit explicit) {
      spec.rankPattern().forEach((key, rank) -> alphas.put(key, plain(explicit.scale() * rank)));
    }
    spec.alphaPattern().forEach((key, alpha) -> alphas.put(key, plain(alpha)));
    keys.put("alpha_pattern", alphas);
    keys.put("lora_alpha", plain(alpha()));
  }

  private double alpha() {
    if (spec.scale() instanceof LoraScale.Alpha plain) {
      return plain.alpha();
    }
    if (spec.scale() instanceof LoraScale.RankStabilised stabilised) {
      return stabilised.alpha();
    }
    return spec.scale().multiplier(spec.rank()) * spec.rank();
  }

  /** PEFT declares alpha a whole number and accepts any: whole where it is. */
  private static Object plain(double number) {
    return number == Math.rint(number) && number < Integer.MAX_VALUE
        ? (Object) (int) number
        : (Object) number;
  }

  private boolean fanInFanOut() {
    return lora.adapters().stream()
        .anyMatch(a -> a instanceof AdaptedLinear linear && linear.storedTransposed());
  }

  private Object choice(Targets targets) {
    if (targets instanceof Targets.Regex regex) {
      return regex.expression();
    }
    return targets instanceof Targets.Names names ? names.items() : namesOfAll();
  }

  /** Last names if they mean exactly the adapted modules, else whole paths. */
  private List<String> namesOfAll() {
    List<ModulePath> adapted = lora.adapters().stream().map(AdaptedModule::path).toList();
    List<String> names = adapted.stream().map(ModulePath::lastName).distinct().sorted().toList();
    Placement old = spec.placement();
    Placement byName =
        new Placement(new Targets.Names(names), old.exclude(), old.layers(), old.layersPattern());
    List<ModulePath> again =
        TargetMatcher.select(lora.base(), spec.with(b -> b.placement(byName))).adapted();
    return again.equals(adapted) ? names : adapted.stream().map(ModulePath::path).toList();
  }
}
