// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import java.util.stream.IntStream;

/**
 * Next-token loss of an output projection, computed for labelled positions only and in chunks of
 * rows, so that the (tokens × vocabulary) logits never exist as a whole.
 *
 * <pre>
 * loss = Σ over labelled t of  −log softmax(logits_t)[label_t]
 * d loss / d logits_t = softmax(logits_t) − onehot(label_t)
 * </pre>
 *
 * Softmax and loss are float32; the projection computes in its own type.
 */
public final class LinearCrossEntropy {
  /** Marks a position that is not a target. */
  public static final int IGNORE = -100;

  /** Rows whose logits exist at once; 256 rows of a 49k vocabulary are 50 MB. */
  private static final int CHUNK_ROWS = 256;

  /**
   * The smallest target probability whose logarithm is trusted: float32 keeps its full precision
   * down to 1.2e-38.
   */
  private static final double SMALLEST_PROBABILITY = 1e-37;

  private LinearCrossEntropy() {}

  /** An output projection with the gradient it needs; implementations accumulate their own. */
  public interface Projection {
    /** (rows, width) to (rows, vocabulary). */
    Tensor logits(Tensor hidden);

    /**
     * Gradient with respect to {@code hidden}; also adds to the projection's own gradients.
     *
     * @param gradient (rows, vocabulary) of the loss before scaling
     * @param scale factor of everything that comes out
     */
    Tensor backward(Tensor gradient, Tensor hidden, double scale);

    /** The type it computes in. */
    DType computeType();
  }

  /** Sum of the losses over labelled positions. */
  public static double loss(Tensor hidden, int[] labels, Projection projection) {
    int[] rows = labelled(labels);
    double sum = 0;
    try (NoGrad noGrad = NoGrad.on()) {
      for (int start = 0; start < rows.length; start += CHUNK_ROWS) {
        try (Scope chunk = Scope.open()) {
          Chunk c = Chunk.of(hidden, labels, rows, start, projection.computeType());
          Tensor logits = projection.logits(c.hidden).to(DType.FLOAT32);
          sum += total(logits.logSoftmax(1).gather(1, c.targets));
        }
      }
    }
    return sum;
  }

  /**
   * Loss and gradient.
   *
   * @param hidden (N, width)
   * @param labels N target ids, {@link #IGNORE} where there is none
   * @param scale factor of the gradient, normally one over the step's number of labels
   * @param gradient (N, width) float32, filled here: zero where there is no label
   * @return sum of the losses, unscaled
   */
  public static double lossAndGradient(
      Tensor hidden, int[] labels, Projection projection, double scale, Tensor gradient) {
    int[] rows = labelled(labels);
    gradient.zeroInPlace();
    double sum = 0;
    try (NoGrad noGrad = NoGrad.on()) {
      for (int start = 0; start < rows.length; start += CHUNK_ROWS) {
        try (Scope chunk = Scope.open()) {
          Chunk c = Chunk.of(hidden, labels, rows, start, projection.computeType());
          Tensor logits = projection.logits(c.hidden).to(DType.FLOAT32);
          Tensor softmax = logits.softmax(1);
          sum += loss(logits, softmax, c.targets);
          Tensor minusOne = Tensors.full(-1, DType.FLOAT32, hidden.device(), c.rows, 1);
          Tensor lessOneHot = softmax.scatterAddInPlace(1, c.targets, minusOne);
          Tensor d = projection.backward(lessOneHot.to(projection.computeType()), c.hidden, scale);
          gradient.indexCopyInPlace(0, c.index, d.to(gradient.dtype()));
        }
      }
    }
    return sum;
  }

  /** From the softmax that the gradient needs anyway, unless it underflows at a target. */
  private static double loss(Tensor logits, Tensor softmax, Tensor targets) {
    Tensor probabilities = softmax.gather(1, targets);
    return probabilities.min().item() > SMALLEST_PROBABILITY
        ? total(probabilities.log())
        : total(logits.logSoftmax(1).gather(1, targets));
  }

  private static double total(Tensor logProbabilities) {
    return -logProbabilities.to(DType.FLOAT64).sum().item();
  }

  private static int[] labelled(int[] labels) {
    return IntStream.range(0, labels.length).filter(i -> labels[i] != IGNORE).toArray();
  }

  /** Some labelled rows: their positions, hidden states and targets (rows, 1). */
  private record Chunk(int rows, Tensor index, Tensor hidden, Tensor targets) {
    static Chunk of(Tensor hidden, int[] labels, int[] labelled, int start, DType type) {
      int rows = Math.min(CHUNK_ROWS, labelled.length - start);
      int[] positions = java.util.Arrays.copyOfRange(labelled, start, start + rows);
      int[] targets = IntStream.of(positions).map(i -> labels[i]).toArray();
      Tensor index = Tensors.ofInts(positions, hidden.device());
      return new Chunk(
          rows,
          index,
          hidden.indexSelect(0, index).to(type),
          Tensors.ofInts(targets, hidden.device()).unsqueeze(1));
    }
  }
}
