// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

import java.util.List;
import java.util.OptionalInt;
import org.eidograph.torch.DType;
import org.jspecify.annotations.Nullable;

/**
 * What an encoder checkpoint's {@code config.json} says, with every default filled in; made by
 * {@link EncoderConfigReader}.
 *
 * @param family which layout the tensors have
 * @param sizes lengths outside attention; {@code maxPositions} counts rows of the position table
 * @param heads of attention
 * @param tokenTypes rows of the token-type table
 * @param activation nonlinearity of the feed-forward block
 * @param normEpsilon added to the variance under the root of each normalisation
 * @param paddingId the id after which a RoBERTa counts positions; empty for a BERT, whose positions
 *     begin at 0
 * @param initializerRange standard deviation of a new head's weights
 * @param labels name of each class, in the order of the head's rows
 * @param storedType element type the file claims for its weights, null when it claims none
 */
public record EncoderConfig(
    EncoderFamily family,
    ModelSizes sizes,
    int heads,
    int tokenTypes,
    Activation activation,
    double normEpsilon,
    OptionalInt paddingId,
    double initializerRange,
    List<String> labels,
    @Nullable DType storedType) {
  public EncoderConfig {
    labels = List.copyOf(labels);
  }

  /** Width D of the residual stream. */
  public int hiddenSize() {
    return sizes.hiddenSize();
  }

  /** Width of one head. */
  public int headSize() {
    return sizes.hiddenSize() / heads;
  }

  /** Most tokens of a text: the position table less the rows that stand for padding. */
  public int maxTokens() {
    return sizes.maxPositions() - (paddingId.isPresent() ? paddingId.getAsInt() + 1 : 0);
  }
}
