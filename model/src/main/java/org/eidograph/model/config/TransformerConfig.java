// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

import java.util.List;
import org.eidograph.torch.DType;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint's {@code config.json} says, with every default filled in and every switch that
 * changes the maths resolved; made by {@link ConfigReader}.
 *
 * @param family which layout the tensors have
 * @param sizes lengths outside attention
 * @param attention shape and switches of attention
 * @param experts the parts its feed-forward block is split into
 * @param activation nonlinearity of the feed-forward block
 * @param mlpBias whether the feed-forward projections have a bias
 * @param normEpsilon added to the variance under the root of each normalisation
 * @param tiedEmbeddings whether the output head is the embedding itself
 * @param rope rotary scheme
 * @param storedType element type the file claims for its weights, null when it claims none
 * @param specialTokens ids with a meaning
 */
public record TransformerConfig(
    Family family,
    ModelSizes sizes,
    AttentionConfig attention,
    ExpertConfig experts,
    Activation activation,
    boolean mlpBias,
    double normEpsilon,
    boolean tiedEmbeddings,
    RopeConfig rope,
    @Nullable DType storedType,
    SpecialTokens specialTokens) {

  /** The {@code model_type} as it stands in the file. */
  public String modelType() {
    return family.modelType();
  }

  /** Width D of the residual stream. */
  public int hiddenSize() {
    return sizes.hiddenSize();
  }

  /** Inner width of a feed-forward block. */
  public int intermediateSize() {
    return sizes.intermediateSize();
  }

  /** Number of blocks. */
  public int layers() {
    return sizes.layers();
  }

  /** Query heads H. */
  public int heads() {
    return attention.heads();
  }

  /** Key and value heads. */
  public int keyValueHeads() {
    return attention.keyValueHeads();
  }

  /** Width of one head. */
  public int headSize() {
    return attention.headSize();
  }

  /** Rows V of the embedding. */
  public int vocabularySize() {
    return sizes.vocabularySize();
  }

  /** Longest sequence the model was made for. */
  public int maxPositions() {
    return sizes.maxPositions();
  }

  /** Whether the query, key and value projections have a bias. */
  public boolean attentionBias() {
    return attention.bias();
  }

  /** Whether attention's output projection has a bias. */
  public boolean attentionOutputBias() {
    return attention.outputBias();
  }

  /** Whether queries and keys are normalised per head before rotation. */
  public boolean queryKeyNorm() {
    return attention.queryKeyNorm();
  }

  /** Per layer, how many positions a query sees, itself included; 0 for all. */
  public List<Integer> slidingWindows() {
    return attention.slidingWindows();
  }

  /** Per layer, the multiplier of {@code q·k}. */
  public List<Double> attentionScales() {
    return attention.scales();
  }
}
