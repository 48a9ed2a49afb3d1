// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.tape;

import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/** Some rows of another tape's output; no gradient comes from the others. */
public final class SelectedRowsTape implements Tape {
  private final Tape whole;
  private final Tensor rows;
  private final Tensor output;

  /**
   * Takes ownership of a tape.
   *
   * @param rows of its output, each at most once
   */
  public SelectedRowsTape(Tape whole, int[] rows) {
    this.whole = whole;
    try (Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      this.rows = Tensors.ofInts(rows, whole.output().device()).keep();
      this.output = whole.output().detach().indexSelect(0, this.rows).keep();
    }
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public Tensor backward(Tensor gradient, Gradients gradients) {
    Tensor scattered = Tensors.zerosLike(whole.output().detach());
    return whole.backward(scattered.indexCopyInPlace(0, rows, gradient), gradients);
  }

  @Override
  public void close() {
    whole.close();
    rows.close();
    output.close();
  }
}
