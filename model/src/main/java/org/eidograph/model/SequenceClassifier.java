// Licensed under the Apache License, Version 2.0.
package org.eidograph.model;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.eidograph.model.bert.BertEmbeddings;
import org.eidograph.model.config.EncoderConfig;
import org.eidograph.model.load.EncoderLoader;
import org.eidograph.model.load.NewHead;
import org.eidograph.model.nn.EmbeddingLayer;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.LinearGroup;
import org.eidograph.model.nn.Segment;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * An encoder with a head that classifies whole texts: embeddings, blocks, pooler, and an output
 * projection to the classes, read at each text's first token.
 *
 * <p>Owns its parameters; {@link #close} frees them. The base's own dropout is off, in training
 * too: only adapters drop inputs.
 */
public final class SequenceClassifier implements SegmentedModel {
  private final EncoderConfig config;
  private final List<String> labels;
  private final List<Segment> segments;
  private final Linear head;
  private final LinearGroup headGroup;
  private final Device device;
  private final List<String> notes;

  /**
   * Puts a model together.
   *
   * @param labels name of each class
   * @param segments embeddings, blocks, pooler
   * @param head the output projection, (C, D)
   * @param notes what the user should know of how it was read, one sentence each
   */
  public SequenceClassifier(
      EncoderConfig config,
      List<String> labels,
      List<Segment> segments,
      Linear head,
      Device device,
      List<String> notes) {
    this.config = config;
    this.labels = List.copyOf(labels);
    this.segments = List.copyOf(segments);
    this.head = head;
    this.headGroup = new LinearGroup(head);
    this.device = device;
    this.notes = List.copyOf(notes);
  }

  /**
   * Loads a trained classifier in Hugging Face layout.
   *
   * @param type type of the matrices: float32, or bfloat16 for half the memory
   * @throws org.eidograph.base.BadInputException if a file, key or tensor is missing or wrong, the
   *     head's among them
   */
  public static SequenceClassifier load(Path directory, DType type, Device device) {
    return EncoderLoader.load(directory, type, device.requireAvailable(), null);
  }

  /**
   * Loads an encoder for classes of one's own. A stored head for the same labels is kept; else
   * pooler and head are taken as far as they are stored and fit, the rest is drawn from the seed,
   * and {@link #notes} says so.
   */
  public static SequenceClassifier load(Path directory, DType type, Device device, NewHead wanted) {
    return EncoderLoader.load(directory, type, device.requireAvailable(), wanted);
  }

  public EncoderConfig config() {
    return config;
  }

  /** Name of each class, in the order of the logits. */
  public List<String> labels() {
    return labels;
  }

  /** What the user should know of how it was read: tensors drawn, heads left aside. */
  public List<String> notes() {
    return notes;
  }

  @Override
  public Device device() {
    return device;
  }

  @Override
  public List<Segment> segments() {
    return segments;
  }

  @Override
  public EmbeddingLayer embedding() {
    return ((BertEmbeddings) segments.get(0)).words();
  }

  @Override
  public Linear head() {
    return head;
  }

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
    return config.maxTokens();
  }

  @Override
  public int vocabularySize() {
    return config.sizes().vocabularySize();
  }

  /**
   * Classifies each sequence of a pass.
   *
   * @return (S, C) float32, one row per sequence
   * @throws IllegalArgumentException if one is empty or longer than {@link #maxTokens}
   */
  public Tensor logits(Pass pass) {
    Sequences sequences = pass.sequences();
    for (int s = 0; s < sequences.count(); s++) {
      if (sequences.length(s) < 1 || sequences.length(s) > maxTokens()) {
        throw new IllegalArgumentException(
            "a text must have 1 to %d tokens, but sequence %d has %d"
                .formatted(maxTokens(), s, sequences.length(s)));
      }
    }
    int last = segments.size() - 1;
    Tensor x = Tensors.empty(DType.FLOAT32, device, 0);
    for (Segment segment : segments.subList(0, last)) {
      x = segment.forward(x, pass);
    }
    int[] firsts = Arrays.copyOf(sequences.starts(), sequences.count());
    Tensor first = x.indexSelect(0, Tensors.ofInts(firsts, device)); // (N, D) -> (S, D)
    return head.forward(segments.get(last).forward(first, pass), pass);
  }

  @Override
  public void close() {
    parameters().forEach(Parameter::close);
  }
}
