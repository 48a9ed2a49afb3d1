// Licensed under the Apache License, Version 2.0.
package org.eidograph.model;

import java.nio.file.Path;
import java.util.List;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.model.load.CheckpointLoader;
import org.eidograph.model.nn.EmbeddingLayer;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.LinearGroup;
import org.eidograph.model.nn.RotaryPositions;
import org.eidograph.model.nn.Segment;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Tensor;

/**
 * A decoder language model: segments from embedding to final norm, then an output projection.
 *
 * <p>Owns its parameters; {@link #close} frees them. Reading it from several threads at once is
 * safe, changing it (attaching deltas, replacing parameters) is not.
 */
public final class CausalLm implements SegmentedModel {
  private final TransformerConfig config;
  private final List<Segment> segments;
  private final Linear head;
  private final LinearGroup headGroup;
  private final Device device;
  private final List<RotaryPositions> rotary;

  /**
   * Puts a model together.
   *
   * @param segments embedding, blocks, final norm
   * @param head the output projection, (V, D); shares the embedding's weight when tied
   * @param rotary position tables to free with the model
   */
  public CausalLm(
      TransformerConfig config,
      List<Segment> segments,
      Linear head,
      Device device,
      List<RotaryPositions> rotary) {
    this.config = config;
    this.segments = List.copyOf(segments);
    this.head = head;
    this.headGroup = new LinearGroup(head);
    this.device = device;
    this.rotary = List.copyOf(rotary);
  }

  /**
   * Loads a checkpoint directory in Hugging Face layout.
   *
   * @param type type of the matrices: float32, or bfloat16 for half the memory; norms and biases
   *     are float32 always
   * @throws org.eidograph.base.BadInputException if a file, key or tensor is missing or wrong
   */
  public static CausalLm load(Path directory, DType type, Device device) {
    return CheckpointLoader.load(directory, type, device.requireAvailable());
  }

  public TransformerConfig config() {
    return config;
  }

  @Override
  public Device device() {
    return device;
  }

  /** Embedding, blocks, final norm, in order. */
  @Override
  public List<Segment> segments() {
    return segments;
  }

  @Override
  public EmbeddingLayer embedding() {
    return (EmbeddingLayer) segments.get(0);
  }

  /** The output projection. */
  @Override
  public Linear head() {
    return head;
  }

  /** The output projection as a group of its own. */
  @Override
  public LinearGroup headGroup() {
    return headGroup;
  }

  @Override
  public int hiddenSize() {
    return config.hiddenSize();
  }

  @Override
  public int maxTokens() {
    return config.maxPositions();
  }

  @Override
  public int vocabularySize() {
    return config.vocabularySize();
  }

  /**
   * Runs the model.
   *
   * @return (N, V) float32
   */
  public Tensor logits(Pass pass) {
    return head.forward(hidden(pass), pass);
  }

  @Override
  public void close() {
    parameters().forEach(Parameter::close);
    rotary.forEach(RotaryPositions::close);
  }
}
