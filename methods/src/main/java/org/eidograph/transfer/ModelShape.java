// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer;

import org.eidograph.base.BadInputException;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.theory.scaling.names.ModelDescription;

/** The lengths of a model that a plan depends on, by their Hugging Face names. */
public record ModelShape(
    String modelType,
    int hiddenSize,
    int intermediateSize,
    int numHiddenLayers,
    int numAttentionHeads,
    int numKeyValueHeads,
    int headDim,
    int vocabSize,
    boolean tieWordEmbeddings) {

  /** The shape of a model that is described. */
  public static ModelShape of(ModelDescription model) {
    return new ModelShape(
        model.family().modelType(),
        model.widths().hiddenSize(),
        model.widths().feedForwardSize(),
        model.counts().layers(),
        model.widths().heads(),
        model.widths().keyValueHeads(),
        model.widths().headSize(),
        model.counts().vocabulary(),
        model.switches().tiedHead());
  }

  /**
   * Refuses a model that a plan for this shape was not made for.
   *
   * @param mend how to come to a plan that fits
   * @throws BadInputException if a length or the family differs
   */
  public void requireOf(TransformerConfig config, String mend) {
    ModelShape shape = of(ConfigDescription.of(config));
    if (!shape.equals(this)) {
      throw new BadInputException(
          "a plan holds for its target alone, which is %s with %d tokens, but the model is %s with %d; %s"
              .formatted(inWords(), vocabSize, shape.inWords(), shape.vocabSize, mend));
    }
  }

  /** For messages and tables, for example {@code llama, hidden 256, …}. */
  public String inWords() {
    return "%s, hidden %d, feed-forward %d, %d layers, %d heads of %d (%d for keys and values)%s"
        .formatted(
            modelType,
            hiddenSize,
            intermediateSize,
            numHiddenLayers,
            numAttentionHeads,
            headDim,
            numKeyValueHeads,
            tieWordEmbeddings ? ", tied" : "");
  }
}
