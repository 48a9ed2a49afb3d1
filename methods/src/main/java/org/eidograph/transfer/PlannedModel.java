// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.model.config.ConfigReader;
import org.eidograph.model.config.EncoderConfig;
import org.eidograph.model.config.EncoderConfigReader;
import org.eidograph.model.config.EncoderFamily;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.theory.scaling.names.ModelDescription;
import org.eidograph.theory.scaling.names.ModelDescription.Head;
import org.eidograph.theory.scaling.names.ModelFamily;
import org.eidograph.theory.scaling.plan.BaseMultipliers;
import org.eidograph.theory.scaling.plan.ModelMultipliers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model as a plan sees it: its lengths and its scalars. More families can be planned than run: a
 * Granite is a Llama with four scalars in its configuration, and encoders have tables of names too.
 *
 * @param description lengths and switches
 * @param multipliers its scalars, attention's scale among them
 * @param baseWidth {@code mup_base_width} of a configuration that says {@code mup}
 */
public record PlannedModel(
    ModelDescription description, BaseMultipliers multipliers, OptionalInt baseWidth) {
  private static final String GRANITE = "granite";

  /** A model that is run here too. */
  static PlannedModel of(TransformerConfig config) {
    // where each layer has a scale of its own, the first one's; the others keep their ratio to it
    OptionalDouble attention = OptionalDouble.of(config.attentionScales().get(0));
    return new PlannedModel(
        ConfigDescription.of(config), new BaseMultipliers(1, attention, 1, 1), OptionalInt.empty());
  }

  /**
   * Reads a configuration.
   *
   * @param place the file, or a directory with {@code config.json}
   * @throws BadInputException if it is no configuration of a family whose tensors are known
   */
  public static PlannedModel read(Path place) {
    Path file = Files.isDirectory(place) ? place.resolve("config.json") : place;
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(
          "a model is planned by its config.json, but %s is none; name the file or its directory"
              .formatted(file));
    }
    return read(Json.readObject(file), file.toString());
  }

  /** The same of a configuration in memory; the origin names it in messages. */
  static PlannedModel read(ObjectNode config, String origin) {
    ObjectNode rest = config.deepCopy();
    OptionalInt baseWidth = baseWidth(rest, origin);
    String modelType = rest.path("model_type").asString("");
    PlannedModel model;
    if (modelType.equals(GRANITE)) {
      model = granite(rest, origin);
    } else if (EncoderFamily.of(modelType).isPresent()) {
      model = encoder(rest, origin);
    } else {
      model = of(ConfigReader.read(rest, origin));
    }
    return new PlannedModel(model.description, model.multipliers, baseWidth);
  }

  /** Takes the two keys out, which no family's reader knows. */
  private static OptionalInt baseWidth(ObjectNode config, String origin) {
    JsonNode switched = config.remove("mup");
    JsonNode width = config.remove("mup_base_width");
    if (switched == null || !switched.asBoolean(false)) {
      return OptionalInt.empty();
    }
    if (width == null || !width.isInt() || width.intValue() < 1) {
      throw new BadInputException(
          "%s: 'mup' needs 'mup_base_width', a whole number of at least 1, got %s"
              .formatted(origin, width));
    }
    return OptionalInt.of(width.intValue());
  }

  private static PlannedModel granite(ObjectNode config, String origin) {
    Map<String, Double> scalars = new HashMap<>();
    for (String key : ModelMultipliers.GRANITE_KEYS) {
      JsonNode value = config.remove(key);
      if (value != null && !value.isNull() && !value.isNumber()) {
        throw new BadInputException(
            "%s: '%s' must be a number, got %s".formatted(origin, key, value));
      }
      // transformers' own default of each
      scalars.put(key, value == null || value.isNull() ? 1 : value.doubleValue());
    }
    config.put("model_type", ModelFamily.LLAMA.modelType());
    ModelDescription llama = ConfigDescription.of(ConfigReader.read(config, origin));
    try {
      ModelMultipliers found = ModelMultipliers.ofGraniteKeys(scalars);
      return new PlannedModel(
          new ModelDescription(
              ModelFamily.GRANITE, llama.widths(), llama.counts(), llama.switches()),
          new BaseMultipliers(
              found.embedding(),
              OptionalDouble.of(found.attention()),
              found.residual(),
              found.logits()),
          OptionalInt.empty());
    } catch (IllegalArgumentException e) {
      throw new BadInputException("%s: %s".formatted(origin, e.getMessage()), e);
    }
  }

  private static PlannedModel encoder(ObjectNode config, String origin) {
    EncoderConfig read = EncoderConfigReader.read(config, origin);
    Head head = head(config, origin);
    boolean tied = head == Head.LANGUAGE && config.path("tie_word_embeddings").asBoolean(true);
    return new PlannedModel(
        ConfigDescription.of(read, head, tied), BaseMultipliers.NONE, OptionalInt.empty());
  }

  private static Head head(ObjectNode config, String origin) {
    String architecture = config.path("architectures").path(0).asString("Model");
    if (architecture.endsWith("ForMaskedLM")) {
      return Head.LANGUAGE;
    }
    if (architecture.endsWith("ForSequenceClassification")) {
      return Head.CLASSIFIER;
    }
    if (architecture.endsWith("Model")) {
      return Head.NONE;
    }
    throw new BadInputException(
        "%s: 'architectures' of an encoder must be a …Model, …ForMaskedLM or …ForSequenceClassification, got %s"
            .formatted(origin, architecture));
  }
}
