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
