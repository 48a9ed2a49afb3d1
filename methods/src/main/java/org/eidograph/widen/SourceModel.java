// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.model.config.ConfigReader;
import org.eidograph.model.config.EncoderConfigReader;
import org.eidograph.model.config.EncoderFamily;
import org.eidograph.theory.scaling.names.ModelDescription;
import org.eidograph.theory.scaling.names.ModelDescription.Head;
import org.eidograph.torch.safetensors.TensorInfo;
import org.eidograph.torch.safetensors.TensorSource;
import org.eidograph.transfer.ConfigDescription;
import tools.jackson.databind.node.ObjectNode;

/**
 * A checkpoint that is to be widened, or was.
 *
 * @param directory where it lies
 * @param config its {@code config.json} as it stands
 * @param description its lengths and switches
 * @param encoder whether it is one, and so no language model of ours
 */
record SourceModel(
    Path directory, ObjectNode config, ModelDescription description, boolean encoder) {

  static SourceModel read(Path directory, TensorSource weights) {
    requireFloating(weights);
    Path file = directory.resolve("config.json");
    if (!Files.isRegularFile(file)) {
      ConfigReader.read(directory); // refuses with the usual words
    }
    ObjectNode config = Json.readObject(file);
    boolean encoder = EncoderFamily.of(config.path("model_type").asString("")).isPresent();
    ModelDescription description =
        encoder
            ? encoder(directory, config, weights)
            : ConfigDescription.of(ConfigReader.read(directory));
    return new SourceModel(directory, config, description, encoder);
  }

  private static ModelDescription encoder(Path directory, ObjectNode config, TensorSource weights) {
    boolean tied = config.path("tie_word_embeddings").asBoolean(true);
    return ConfigDescription.of(EncoderConfigReader.read(directory), head(weights), tied);
  }

  private static Head head(TensorSource weights) {
    if (weights.names().contains("classifier.weight")
        || weights.names().contains("classifier.out_proj.weight")) {
      return Head.CLASSIFIER;
    }
    boolean masked =
        weights.names().stream()
            .anyMatch(n -> n.startsWith("cls.predictions.") || n.startsWith("lm_head."));
    return masked ? Head.LANGUAGE : Head.NONE;
  }

  /** Whether scores are divided by the root of the head's size; only a GPT-2 may say that not. */
  boolean scaledScores() {
    return config.path("scale_attn_weights").asBoolean(true);
  }

  private static void requireFloating(TensorSource weights) {
    for (String name : weights.names()) {
      TensorInfo info = weights.info(name);
      if (info.shape().length > 1 && !info.dtype().isFloating() && name.endsWith("weight")) {
        throw new BadInputException(
            "tensor %s must be F64, F32, F16 or BF16 to be widened, got %s; take an unquantised release of the model"
                .formatted(name, info.dtype().safetensorsName()));
      }
    }
  }

  /** Stored shapes by name. */
  static Map<String, long[]> shapes(TensorSource weights) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    weights.names().forEach(name -> shapes.put(name, weights.info(name).shape()));
    return shapes;
  }
}
