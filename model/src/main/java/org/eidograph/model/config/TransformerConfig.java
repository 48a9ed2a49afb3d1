// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

import java.util.List;

public record TransformerConfig(
    Family family,
    int hiddenSize,
    int intermediateSize,
    int layers,
    int heads,
    int keyValueHeads,
    int headSize,
    int vocabularySize,
    int maxPositions,
    double normEpsilon,
    Activation activation,
    boolean tiedEmbeddings,
    boolean attentionBias,
    boolean attentionOutputBias,
    boolean mlpBias,
    boolean queryKeyNorm,
    List<Integer> slidingWindows,
    List<Double> attentionScales,
    RopeConfig rope) {}
