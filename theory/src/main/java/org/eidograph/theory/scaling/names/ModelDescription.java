// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.names;

/**
 * The lengths and switches of a transformer that decide the names and shapes of its tensors.
 *
 * @param family whose names its tensors have
 * @param widths lengths that grow with the width
 * @param counts lengths that do not
 * @param switches which tensors there are
 */
public record ModelDescription(
    ModelFamily family, Widths widths, Counts counts, Switches switches) {

  /**
   * Lengths that grow when a model is made wider.
   *
   * @param hiddenSize width of the residual stream
   * @param feedForwardSize inner width of a feed-forward block
   * @param heads query heads
   * @param keyValueHeads key and value heads; heads is a multiple of it
   * @param headSize width of one head; not always {@code hiddenSize/heads}
   */
  public record Widths(
      int hiddenSize, int feedForwardSize, int heads, int keyValueHeads, int headSize) {
    public Widths {
      if (hiddenSize < 1 || feedForwardSize < 1 || heads < 1 || keyValueHeads < 1 || headSize < 1) {
        throw new IllegalArgumentException(
            "the lengths of a model must be at least 1, got hidden size %d, feed-forward size %d, %d heads, %d key and value heads, head size %d"
                .formatted(hiddenSize, feedForwardSize, heads, keyValueHeads, headSize));
      }
      if (heads % keyValueHeads != 0) {
        throw new IllegalArgumentException(
            "heads must be a multiple of key and value heads, got %d and %d"
                .formatted(heads, keyValueHeads));
      }
    }

    /**
     * Lengths of a model whose heads share the hidden size and have their own keys and values.
     *
     * @throws IllegalArgumentException if the hidden size is not a multiple of the heads
     */
    public static Widths even(int hiddenSize, int feedForwardSize, int heads) {
      if (heads < 1 || hiddenSize % heads != 0) {
        throw new IllegalArgumentException(
            "the hidden size must be a multiple of the heads, got %d and %d; give the head size"
                .formatted(hiddenSize, heads));
      }
      return new Widths(hiddenSize, feedForwardSize, heads, heads, hiddenSize / heads);
    }
  }

  /**
   * Lengths that do not grow with the width.
   *
   * @param layers residual blocks
   * @param vocabulary rows of the token table
   * @param positions rows of a learned position table; 0 if there is none
   * @param tokenTypes rows of BERT's type table; 0 if there is none
   * @param experts of each block; 0 for a dense model
   * @param labels classes of a classifier; 0 to take as many as its tensor has
   */
  public record Counts(
      int layers, int vocabulary, int positions, int tokenTypes, int experts, int labels) {
    public Counts {
      int smallest = Math.min(Math.min(positions, tokenTypes), Math.min(experts, labels));
      if (layers < 1 || vocabulary < 1 || smallest < 0) {
        throw new IllegalArgumentException(
            "a model needs at least 1 layer and 1 token, and no negative count, got %d layers, %d tokens, %d positions, %d token types, %d experts, %d labels"
                .formatted(layers, vocabulary, positions, tokenTypes, experts, labels));
      }
    }

    /** A dense model with rotary positions. */
    public static Counts of(int layers, int vocabulary) {
      return new Counts(layers, vocabulary, 0, 0, 0, 0);
    }
  }

  /**
   * Which tensors there are.
   *
   * @param head what stands on top
   * @param tiedHead whether a language head is the token table itself
   * @param queryKeyValueBias whether query, key and value projections have a bias
   * @param outputBias whether attention's output projection has one
   * @param feedForwardBias whether the feed-forward projections have one
   */
  public record Switches(
      Head head,
      boolean tiedHead,
      boolean queryKeyValueBias,
      boolean outputBias,
      boolean feedForwardBias) {
    /** An untied or tied language model without biases. */
    public static Switches plain(boolean tiedHead) {
      return new Switches(Head.LANGUAGE, tiedHead, false, false, false);
    }
  }

  /** What stands on top of the blocks. */
  public enum Head {
    /** Logits over the vocabulary; in BERT the masked one, without a pooler. */
    LANGUAGE,
    /** Logits over classes. */
    CLASSIFIER,
    /** Nothing; in BERT the pooler. */
    NONE
  }

  /**
   * The same model at a smaller width, its heads as large as before and fewer: the base shape that
   * {@code mup_base_width} of a configuration means.
   *
   * @param hiddenSize width of the narrow model
   * @throws IllegalArgumentException if the factor is not whole or does not divide every width
   */
  public ModelDescription narrowedTo(int hiddenSize) {
    if (hiddenSize < 1 || widths.hiddenSize % hiddenSize != 0) {
      throw new IllegalArgumentException(
          "a base width must divide the width, got %d for %d"
              .formatted(hiddenSize, widths.hiddenSize));
    }
    int factor = widths.hiddenSize / hiddenSize;
    Widths narrow =
        new Widths(
            hiddenSize,
            divided("the feed-forward size", widths.feedForwardSize, factor),
            divided("the number of heads", widths.heads, factor),
            divided("the number of key and value heads", widths.keyValueHeads, factor),
            widths.headSize);
    return new ModelDescription(family, narrow, counts, switches);
  }

  private static int divided(String name, int value, int factor) {
    if (value % factor != 0) {
      throw new IllegalArgumentException(
          "a base width must divide every width, got %s %d for a factor of %d; describe the base model by hand"
              .formatted(name, value, factor));
    }
    return value / factor;
  }
}
