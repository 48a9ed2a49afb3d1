// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.bert;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.Sequences;
import org.eidograph.model.nn.EmbeddingLayer;
import org.eidograph.model.nn.LayerNormLayer;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.Segment;
import org.eidograph.torch.Nn;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * The first segment of an encoder: token, token type and position, summed and normalised, for
 * example {@code bert.embeddings}.
 *
 * @param words token table (V, D) with its low-rank delta
 * @param types token-type table (U, D)
 * @param positions position table (P, D)
 * @param norm of the sum
 * @param paddingId the id after which positions are counted (RoBERTa): a token has the position
 *     {@code paddingId + 1 +} the number of tokens other than padding before it, padding itself has
 *     {@code paddingId}; empty where positions begin at 0 (BERT)
 */
public record BertEmbeddings(
    EmbeddingLayer words,
    Parameter types,
    Parameter positions,
    LayerNormLayer norm,
    OptionalInt paddingId)
    implements Segment {
  /** Looks the pass's tokens up; {@code x} is ignored. */
  @Override
  public Tensor forward(Tensor x, Pass pass) {
    Tensor sum =
        words
            .forward(x, pass)
            .add(rows(types, pass.tokenTypes(), pass))
            .add(rows(positions, positionsOf(pass.sequences()), pass));
    return norm.forward(sum, pass);
  }

  private static Tensor rows(Parameter table, int[] rows, Pass pass) {
    return Nn.embedding(pass.weight(table), Tensors.ofInts(rows, pass.device()))
        .to(table.dtype().ofSums());
  }

  private int[] positionsOf(Sequences sequences) {
    if (paddingId.isEmpty()) {
      return sequences.positions();
    }
    int padding = paddingId.getAsInt();
    int[] where = new int[sequences.tokens()];
    for (int s = 0; s < sequences.count(); s++) {
      int next = padding + 1;
      for (int i = sequences.starts()[s]; i < sequences.starts()[s + 1]; i++) {
        where[i] = sequences.ids()[i] == padding ? padding : next++;
      }
    }
    return where;
  }

  @Override
  public List<Linear> linears() {
    return List.of();
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(words.parameters());
    all.addAll(Arrays.asList(types, positions));
    all.addAll(norm.parameters());
    return all;
  }
}
