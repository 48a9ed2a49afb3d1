// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer;

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

  static ModelShape of(ModelDescription model) {
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
}
