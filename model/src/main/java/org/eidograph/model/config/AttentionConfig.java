// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

import java.util.List;

/**
 * The shape and switches of self-attention.
 *
 * @param heads query heads H
 * @param keyValueHeads key and value heads; H is a multiple of it
 * @param headSize width of one head, not always {@code hiddenSize / heads}
 * @param bias whether the query, key and value projections have a bias
 * @param outputBias whether the output projection has one
 * @param queryKeyNorm whether queries and keys are RMS-normalised per head before rotation
 * @param slidingWindows per layer: a query sees itself and the {@code window - 1} positions before
 *     it; 0 means all positions before it
 * @param scales per layer: the multiplier of {@code q·k} before the softmax
 */
public record AttentionConfig(
    int heads,
    int keyValueHeads,
    int headSize,
    boolean bias,
    boolean outputBias,
    boolean queryKeyNorm,
    List<Integer> slidingWindows,
    List<Double> scales) {
  public AttentionConfig {
    slidingWindows = List.copyOf(slidingWindows);
    scales = List.copyOf(scales);
  }
}
