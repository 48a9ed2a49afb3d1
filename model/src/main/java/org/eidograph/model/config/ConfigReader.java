// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.torch.DType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads {@code config.json}, of either generation, as transformers 5 understands it.
 *
 * <p>Sizes must be given; every other absent key takes the family's own default. A key that would
 * change the maths and is not supported is refused by name, and so is a key nobody knows, unless it
 * holds null or nothing: a model is never run by half of its configuration.
 */
public final class ConfigReader {
  private static final int MOST_LAYERS = 10_000;

  private ConfigReader() {}

  /**
   * Reads a checkpoint directory; ending ids come from {@code generation_config.json} where it
   * names them.
   *
   * @throws BadInputException naming the key that is missing, malformed, contradictory or
   *     unsupported
   */
  public static TransformerConfig read(Path directory) {
    ConfigDocument document = document(directory);
    Path generation = directory.resolve("generation_config.json");
    ConfigDocument endings =
        Files.isRegularFile(generation)
            ? new ConfigDocument(Json.readObject(generation), generation.toString())
            : null;
    return read(document, endings);
  }

  /** The file of a directory, or a clear refusal. */
  static ConfigDocument document(Path directory) {
    Path file = directory.resolve("config.json");
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(
          "a checkpoint directory must hold config.json, but %s has none; pass the directory with the model's config.json, tokenizer.json and *.safetensors"
              .formatted(directory));
    }
    return new ConfigDocument(Json.readObject(file), file.toString());
  }

  /**
   * Reads one configuration file by itself, whatever its name; nothing beside it is looked at.
   *
   * @throws BadInputException as {@link #read(Path)}
   */
  public static TransformerConfig readFile(Path file) {
    return read(new ConfigDocument(Json.readObject(file), file.toString()), null);
  }

  /**
   * Reads a configuration that lies in no file, such as one made wider.
   *
   * @param origin names it in messages
   * @throws BadInputException as {@link #read(Path)}
   */
  public static TransformerConfig read(ObjectNode config, String origin) {
    return read(new ConfigDocument(config, origin), null);
  }

  /**
   * The keys that change what a family computes; {@code rope_scaling.linear} and the like stand for
   * a rotary scheme with its needed numbers. Each has a golden checkpoint of that family.
   */
  public static Set<String> switches(Family family) {
    return Switches.of(family);
  }

  /** Switches that one piece of code reads for all families that rotate; a golden of any serves. */
  public static Set<String> sharedSwitches() {
    return Switches.SHARED;
  }

  static TransformerConfig read(ConfigDocument document, @Nullable ConfigDocument generation) {
    Family family = family(document);
    Defaults defaults = Defaults.of(family);
    ModelSizes sizes = sizes(document, family, defaults);
    if (sizes.layers() > MOST_LAYERS) {
      throw document.refuse(
          family == Family.GPT2
              ? document.either("n_layer", "num_hidden_layers")
              : "num_hidden_layers",
          "must be at most " + MOST_LAYERS);
    }
    AttentionConfig attention = AttentionReader.read(document, family, defaults, sizes);
    TransformerConfig config =
        new TransformerConfig(
            family,
            sizes,
            attention,
            ExpertConfig.read(document, family),
            family == Family.GPT2
                ? activation(document, "activation_function", Activation.GELU_TANH)
                : activation(document, "hidden_act", Activation.SILU),
            mlpBias(document, family),
            family == Family.GPT2
                ? document.positive("layer_norm_epsilon", 1e-5)
                : document.positive("rms_norm_eps", family == Family.MIXTRAL ? 1e-5 : 1e-6),
            document.flag("tie_word_embeddings", family == Family.GPT2),
            RopeReader.read(document, family, sizes.maxPositions(), attention.headSize()),
            storedType(document),
            SpecialTokensReader.read(document, generation, defaults, sizes.vocabularySize()));
    UnreadKeys.requireHarmless(document, family);
    return config;
  }

  private static Family family(ConfigDocument document) {
    String name = document.text("model_type");
    String known =
        Arrays.stream(Family.values()).map(Family::modelType).collect(Collectors.joining(", "));
    if (name == null) {
      throw new BadInputException(
          "%s needs the key 'model_type', one of %s".formatted(document.origin(), known));
    }
    return Family.of(name)
        .orElseThrow(
            () ->
                document.refuse(
                    "model_type",
                    "must be one of " + known,
                    EncoderFamily.of(name).isPresent()
                        ? "an encoder writes no text; it classifies"
                        : "only these families are supported"));
  }

  private static ModelSizes sizes(ConfigDocument document, Family family, Defaults defaults) {
    if (family != Family.GPT2) {
      return new ModelSizes(
          document.size("hidden_size"),
          document.size("intermediate_size"),
          document.size("num_hidden_layers"),
          document.size("vocab_size"),
          document.size("max_position_embeddings", defaults.maxPositions()));
    }
    int hidden = document.size(document.either("n_embd", "hidden_size"));
    return new ModelSizes(
        hidden,
        document.size("n_inner", 4 * hidden),
        document.size(document.either("n_layer", "num_hidden_layers")),
        document.size("vocab_size"),
        document.size(
            document.either("n_positions", "max_position_embeddings"), defaults.maxPositions()));
  }

  private static boolean mlpBias(ConfigDocument document, Family family) {
    return switch (family) {
      case LLAMA -> document.flag("mlp_bias", false);
      case MISTRAL, MIXTRAL, QWEN2, QWEN3 -> false;
      case GPT2 -> true;
    };
  }

  static Activation activation(ConfigDocument document, String key, Activation otherwise) {
    String name = document.text(key);
    if (name == null) {
      return otherwise;
    }
    return Activation.named(name)
        .orElseThrow(
            () ->
                document.refuse(
                    key, "must be one of " + Activation.names(), "this one is not supported"));
  }

  static @Nullable DType storedType(ConfigDocument document) {
    String older = document.text("torch_dtype");
    String newer = document.text("dtype");
    String name = newer == null ? older : newer;
    if (name == null) {
      return null;
    }
    return switch (name) {
      case "float32" -> DType.FLOAT32;
      case "bfloat16" -> DType.BFLOAT16;
      case "float16" -> DType.FLOAT16;
      case "float64" -> DType.FLOAT64;
      default ->
          throw document.refuse(
              newer == null ? "torch_dtype" : "dtype",
              "must be float32, bfloat16, float16 or float64",
              "take an unquantised release of the model");
    };
  }
}
