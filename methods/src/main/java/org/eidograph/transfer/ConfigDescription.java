// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer;

import org.eidograph.base.BadInputException;
import org.eidograph.model.config.EncoderConfig;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.theory.scaling.names.ModelDescription;
import org.eidograph.theory.scaling.names.ModelDescription.Counts;
import org.eidograph.theory.scaling.names.ModelDescription.Head;
import org.eidograph.theory.scaling.names.ModelDescription.Switches;
import org.eidograph.theory.scaling.names.ModelDescription.Widths;
import org.eidograph.theory.scaling.names.ModelFamily;

/** A configuration as the scaling rules see it: lengths and switches, no more. */
public final class ConfigDescription {
  private ConfigDescription() {}

  /**
   * The description of a language model.
   *
   * @throws BadInputException if the tensors of the family have no known roles
   */
  public static ModelDescription of(TransformerConfig config) {
    ModelFamily family = family(config.modelType());
    Widths widths =
        new Widths(
            config.hiddenSize(),
            config.intermediateSize(),
            config.heads(),
            config.keyValueHeads(),
            config.headSize());
    int positions = family == ModelFamily.GPT2 ? config.maxPositions() : 0;
    int experts = config.experts().count();
    Counts counts = new Counts(config.layers(), config.vocabularySize(), positions, 0, experts, 0);
    Switches switches =
        new Switches(
            Head.LANGUAGE,
            config.tiedEmbeddings(),
            config.attentionBias(),
            config.attentionOutputBias(),
            config.mlpBias());
    return new ModelDescription(family, widths, counts, switches);
  }

  /**
   * The description of an encoder.
   *
   * @param head what stands on top of it
   * @param tiedHead whether a language head is the token table
   * @throws BadInputException if the tensors of the family have no known roles
   */
  public static ModelDescription of(EncoderConfig config, Head head, boolean tiedHead) {
    Counts counts =
        new Counts(
            config.sizes().layers(),
            config.sizes().vocabularySize(),
            config.sizes().maxPositions(),
            config.tokenTypes(),
            0,
            config.labels().size());
    return new ModelDescription(
        family(config.family().modelType()),
        Widths.even(config.hiddenSize(), config.sizes().intermediateSize(), config.heads()),
        counts,
        new Switches(head, tiedHead, true, true, true));
  }

  private static ModelFamily family(String modelType) {
    try {
      return ModelFamily.of(modelType);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    }
  }
}
