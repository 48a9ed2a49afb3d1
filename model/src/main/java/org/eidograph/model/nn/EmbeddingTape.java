// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.nn;

import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.tape.Gradients;
import org.eidograph.model.tape.Tape;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The hand-written backward of an {@link EmbeddingLayer} without a delta: rows of the gradient are
 * added to those of their tokens and positions, where a graph makes a gradient as large as the
 * table.
 */
final class EmbeddingTape implements Tape {
  private final Parameter table;
  private final @Nullable Parameter positions;
  private final Pass pass;
  private final Tensor output;

  private EmbeddingTape(Parameter table, @Nullable Parameter positions, Pass pass, Tensor output) {
    this.table = table;
    this.positions = positions;
    this.pass = pass;
    this.output = output;
  }

  static EmbeddingTape record(EmbeddingLayer layer, Tensor x, Pass pass) {
    try (Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      Tensor output = layer.forward(x, pass).keep();
      return new EmbeddingTape(layer.table(), layer.positions(), pass, output);
    }
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public Tensor backward(Tensor gradient, Gradients gradients) {
    if (table.trainable()) {
      gradients.addRows(table, pass.sequences().ids(), gradient);
    }
    if (positions != null && positions.trainable()) {
      gradients.addRows(positions, pass.sequences().positions(), gradient);
    }
    return gradient;
  }

  @Override
  public void close() {
    output.close();
  }
}
