// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.Segment;
import org.eidograph.torch.DType;
import org.eidograph.train.engine.EngineSettings;

/**
 * Bytes that libtorch's graph holds where a block's own weights are trained, so that no tape of its
 * own stands for it.
 *
 * <p>Of a Llama-like block, for each token, float32, with D the hidden size, Q and K the widths of
 * queries and keys, F the inner size, d the size of a head and H their number:
 *
 * <pre>
 * 2·(normalised before and after its gain) + middle + output              6·D
 * q turned, attention's output by heads and by tokens; k turned, v        3·Q + 2·K
 * gate, its activation, up, their product                                 4·F
 * cosine and sine; the softmax's logarithms                               2·d + H
 * </pre>
 *
 * <p>A block of another family holds no more. With bfloat16 products its weights are held once more
 * in that type, since backward multiplies by them again.
 */
final class GraphMemory {
  /**
   * What is allocated at the peak over what is held: backward makes gradients before it frees, and
   * freed memory stays with the process. Measured 1.8 in float32 and 2.1 to 2.4 in bfloat16 on
   * models of 3 and 20 million parameters.
   */
  private static final int PEAK = 2;

  private GraphMemory() {}

  /** Whether any block goes through the graph. */
  static boolean isUsedBy(CausalLm model) {
    return model.segments().stream()
        .filter(segment -> !segment.linears().isEmpty())
        .anyMatch(GraphMemory::ownWeightsTrain);
  }

  private static boolean ownWeightsTrain(Segment block) {
    return block.groups().isEmpty()
        ? block.trains()
        : !block.groups().stream().allMatch(group -> group.frozen() || group.trained());
  }

  /**
   * The peak.
   *
   * @param inFlight tokens of all workers' micro-batches
   */
  static long of(CausalLm model, EngineSettings engine, long inFlight) {
    TransformerConfig c = model.config();
    long block = heldPerToken(c);
    long blocks = engine.recompute() ? 4L * c.hiddenSize() * c.layers() : block * c.layers();
    long weights = engine.recompute() ? half(model) / Math.max(1, c.layers()) : half(model);
    long gradients = 4 * Math.max(table(model), largestBlock(model));
    return PEAK * (inFlight * (blocks + block) + engine.workers() * (weights + gradients));
  }

  static long heldPerToken(TransformerConfig c) {
    long queries = (long) c.heads() * c.headSize();
    long keys = (long) c.keyValueHeads() * c.headSize();
    long inner = (long) c.intermediateSize() * Math.max(1, c.experts().perToken());
    long angles = 2L * c.headSize() + c.heads();
    return 4 * (6L * c.hiddenSize() + 3 * queries + 2 * keys + 4 * inner + angles);
  }

  /** Weights that are multiplied in bfloat16 but kept in float32. */
  private static long half(CausalLm model) {
    return model.segments().stream()
        .flatMap(segment -> segment.linears().stream())
        .filter(linear -> linear.computeType() == DType.BFLOAT16)
        .map(Linear::weightParameter)
        .filter(weight -> weight.dtype() == DType.FLOAT32)
        .mapToLong(weight -> 2 * numbers(weight))
        .sum();
  }

  private static long table(CausalLm model) {
    return numbers(model.embedding().table());
  }

  private static long largestBlock(CausalLm model) {
    return model.segments().stream()
        .mapToLong(s -> s.parameters().stream().mapToLong(GraphMemory::numbers).sum())
        .max()
        .orElse(0);
  }

  private static long numbers(Parameter parameter) {
    long numbers = 1;
    for (long length : parameter.shape()) {
      numbers *= length;
    }
    return numbers;
  }
}
