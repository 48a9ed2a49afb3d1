// Licensed under the Apache License, Version 2.0.
package org.eidograph.model;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.eidograph.model.nn.EmbeddingLayer;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.LinearGroup;
import org.eidograph.model.nn.Segment;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * A model as a list of segments and an output projection: what training and adapters need to know
 * of it, be the outputs tokens or classes.
 *
 * <p>Reading it from several threads at once is safe, changing it (attaching deltas, replacing
 * parameters) is not.
 */
public sealed interface SegmentedModel extends AutoCloseable permits CausalLm, SequenceClassifier {
  Device device();

  /** What runs before the output projection, in order; the first one embeds the tokens. */
  List<Segment> segments();

  /** The token embedding. */
  EmbeddingLayer embedding();

  /** The output projection, from the last segment to tokens or classes. */
  Linear head();

  /** The output projection as a group of its own. */
  LinearGroup headGroup();

  /** Width D between the segments. */
  int hiddenSize();

  /** Most tokens of a sequence. */
  int maxTokens();

  /** Rows of the token embedding. */
  int vocabularySize();

  /** Whether head and embedding are one parameter. */
  default boolean tied() {
    return head().weightParameter() == embedding().table();
  }

  /** Every linear module: those of the segments in order, then the head. */
  default List<Linear> linears() {
    List<Linear> all = new ArrayList<>();
    segments().forEach(segment -> all.addAll(segment.linears()));
    all.add(head());
    return all;
  }

  /** Every parameter once, low-rank deltas included, in the order of the forward pass. */
  default List<Parameter> parameters() {
    Set<Parameter> all = new LinkedHashSet<>();
    segments().forEach(segment -> all.addAll(segment.parameters()));
    all.addAll(head().parameters());
    return List.copyOf(all);
  }

  /**
   * Runs all segments.
   *
   * @return (N, D) float32, what the head reads
   */
  default Tensor hidden(Pass pass) {
    Tensor x = Tensors.empty(DType.FLOAT32, device(), 0);
    for (Segment segment : segments()) {
      x = segment.forward(x, pass);
    }
    return x;
  }

  @Override
  void close();
}
