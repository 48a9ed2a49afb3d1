// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import org.eidograph.theory.lora.LoraScale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads {@code adapter_config.json} as PEFT 0.21.0 and older write it, with PEFT's defaults. */
final class AdapterConfigReader {
  private static final int PEFT_RANK = 8;
  private static final int PEFT_ALPHA = 8;

  private final ConfigValues values;

  private AdapterConfigReader(ConfigValues values) {
    this.values = values;
  }

  /**
   * Reads a directory's configuration.
   *
   * @throws BadInputException if it is absent, malformed, or asks for what is not supported
   */
  static AdapterConfig read(Path directory, boolean lenient) {
    Path file = directory.resolve(AdapterConfig.FILE);
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(
          "%s must hold %s; give the directory that PEFT's or Eidograph's save wrote"
              .formatted(directory, AdapterConfig.FILE));
    }
    ConfigValues values = new ConfigValues(Json.readObject(file), file.toString());
    List<String> warnings = UnsupportedFeatures.check(values, lenient);
    try {
      return new AdapterConfigReader(values).read(warnings);
    } catch (UsageException e) {
      throw new BadInputException(file + ": " + e.getMessage(), e);
    }
  }

  private AdapterConfig read(List<String> warnings) {
    Targets targets = choice("target_modules");
    LoraSpec spec =
        new LoraSpec(
            values.whole("r", PEFT_RANK),
            LoraScale.of(
                values.number("lora_alpha", PEFT_ALPHA),
                null,
                values.flag("use_rslora"),
                PEFT_ALPHA),
            values.number("lora_dropout", 0),
            bias(),
            values.flag("lora_bias"),
            new Placement(
                targets == null ? Targets.allLinear() : targets,
                choice("exclude_modules"),
                values.wholes("layers_to_transform"),
                values.texts("layers_pattern")),
            values.texts("modules_to_save"),
            pattern("rank_pattern", node -> values.whole("rank_pattern", node)),
            pattern("alpha_pattern", node -> values.number("alpha_pattern", node)),
            init(),
            0,
            0,
            values.flag("use_dora"),
            false,
            tokens());
    return new AdapterConfig(
        spec,
        targets != null,
        values.text("base_model_name_or_path"),
        values.text("revision"),
        values.flag("fan_in_fan_out"),
        warnings);
  }

  private <T> Map<String, T> pattern(String key, java.util.function.Function<JsonNode, T> read) {
    return values.map(key, read);
  }

  private @Nullable Targets choice(String key) {
    JsonNode node = values.get(key);
    if (node == null || (node.isArray() && node.isEmpty())) {
      return null;
    }
    return node.isString()
        ? Targets.parse(node.stringValue())
        : new Targets.Names(values.texts(key));
  }

  private BiasMode bias() {
    String text = values.text("bias");
    if (text == null) {
      return BiasMode.NONE;
    }
    return Arrays.stream(BiasMode.values())
        .filter(mode -> mode.peftName().equals(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInputException(
                    "%s: bias must be none, all or lora_only, got %s"
                        .formatted(values.origin(), text)));
  }

  private TrainableTokens tokens() {
    String key = "trainable_token_indices";
    JsonNode node = values.get(key);
    if (node != null && node.isObject()) {
      return new TrainableTokens(values.map(key, list -> values.wholes(key, list)));
    }
    List<Integer> tokens = values.wholes(key);
    return tokens == null ? TrainableTokens.NONE : TrainableTokens.of(tokens);
  }

  private LoraInit init() {
    JsonNode node = values.get("init_lora_weights");
    return switch (node != null && node.isString() ? node.stringValue() : "") {
      case "gaussian" -> LoraInit.A_GAUSSIAN;
      case "pissa" -> LoraInit.PISSA;
      case "olora" -> LoraInit.OLORA;
      default -> LoraInit.A_KAIMING; // the others leave no trace in a finished adapter
    };
  }
}
