// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eidograph.base.OutOfResourcesException;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.model.SegmentedModel;
import org.eidograph.model.SequenceClassifier;
import org.eidograph.model.config.EncoderConfig;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.model.nn.LinearGroup;
import org.eidograph.train.engine.EngineSettings;
import org.eidograph.train.engine.GradientEngine;

/**
 * Bytes a run will need at its peak beside the Java machine and its libraries, from counting rather
 * than trying.
 *
 * @param weights of the model, and their second and third layout where products need them
 * @param training trained numbers: moments and each worker's gradients, float32
 * @param activations what tapes or libtorch's graph hold for the micro-batches in flight
 * @param logits the loss's chunks
 * @param available memory the machine has free now
 */
public record MemoryEstimate(
    long weights, long training, long activations, long logits, long available) {
  private static final int CHUNK_ROWS = 256; // rows of logits at once
  private static final long MIB = 1 << 20;

  /** Counts for a model whose trainable parameters are marked. */
  public static MemoryEstimate of(SegmentedModel model, EngineSettings engine, int maxLength) {
    long weights = 0;
    long trained = 0;
    for (Parameter parameter : model.parameters()) {
      weights += parameter.bytes();
      trained += parameter.trainable() ? parameter.value().numel() : 0;
    }
    for (LinearGroup group : GradientEngine.matrixGroups(model)) {
      weights += group.extraBytes();
    }
    Shape shape = Shape.of(model);
    long inFlight = (long) engine.workers() * Math.max(engine.microTokens(), maxLength);
    long activations =
        model instanceof CausalLm decoder && GraphMemory.isUsedBy(decoder)
            ? GraphMemory.of(decoder, engine, inFlight)
            : inFlight * shape.held(engine.recompute(), model.hiddenSize());
    return new MemoryEstimate(
        weights,
        trained * (8L + 4L * engine.workers()),
        activations + engine.prefixCacheBytes(),
        engine.workers() * 3L * CHUNK_ROWS * shape.outputs() * 4L,
        availableBytes());
  }

  /**
   * What memory depends on.
   *
   * @param savedPerToken bytes that a block's tape keeps for a token
   * @param outputs tokens or classes
   */
  private record Shape(int layers, long savedPerToken, long outputs) {
    static Shape of(SegmentedModel model) {
      return model instanceof SequenceClassifier classifier
          ? of(classifier.config(), classifier.labels().size())
          : of(((CausalLm) model).config(), trainsMatrices(model));
    }

    /** Bytes a token: of all blocks or of their inputs alone, and of one block in its backward. */
    long held(boolean recompute, long hidden) {
      return (recompute ? 4 * hidden : savedPerToken) * layers + savedPerToken;
    }

    private static boolean trainsMatrices(SegmentedModel model) {
      return GradientEngine.matrixGroups(model).stream().anyMatch(LinearGroup::trained);
    }

    /** Input, middle, q, k, v, attention output, gate, up and maybe their product, float32. */
    private static Shape of(TransformerConfig c, boolean trainsMatrices) {
      long queries = (long) c.heads() * c.headSize();
      long keys = (long) c.keyValueHeads() * c.headSize();
      long inner = (long) c.intermediateSize() * Math.max(1, c.experts().perToken());
      long saved =
          2L * c.hiddenSize() + 2 * queries + 2 * keys + (trainsMatrices ? 3L : 2L) * inner;
      return new Shape(c.layers(), 4 * saved, c.vocabularySize());
    }

    /** Both norms with their inputs; q, k, v and output, bare and padded; up before and after. */
    private static Shape of(EncoderConfig c, int classes) {
      long saved = 12L * c.hiddenSize() + 3L * c.sizes().intermediateSize();
      return new Shape(c.sizes().layers(), 4 * saved, classes);
    }
  }

  /** Everything together. */
  public long total() {
    return weights + training + activations + logits;
  }

  /**
   * Refuses to start what cannot fit.
   *
   * @throws OutOfResourcesException with both numbers and what to change
   */
  public void requireFits() {
    if (total() > available) {
      throw new OutOfResourcesException(
          "the run needs about %d MiB but only %d MiB are free; use --dtype bf16, --activation-checkpointing, or a smaller --batch-size or --max-length"
              .formatted(total() / MIB, available / MIB));
    }
  }

  private static long availableBytes() {
    Path meminfo = Path.of("/proc/meminfo");
    if (Files.isReadable(meminfo)) {
      try {
        for (String line : Files.readAllLines(meminfo)) {
          if (line.startsWith("MemAvailable:")) {
            return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
          }
        }
      } catch (IOException e) {
        // fall through to the platform's own count
      }
    }
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean bean
        ? bean.getFreeMemorySize()
        : Long.MAX_VALUE;
  }
}
