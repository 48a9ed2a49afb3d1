// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.nn;

import java.util.List;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.tape.AutogradTape;
import org.eidograph.model.tape.SelectedRowsTape;
import org.eidograph.model.tape.Tape;
import org.eidograph.torch.Tensor;

/** A stretch of a model from one residual stream to the next: embedding, block or final norm. */
public interface Segment {
  /**
   * Applies the segment; takes part in autograd.
   *
   * @param x (N, D) float32; the first segment ignores it
   * @return (N, D) float32
   */
  Tensor forward(Tensor x, Pass pass);

  /** Its linear modules, in the order they run. */
  List<Linear> linears();

  /** Its linear modules by common input, where a hand-written backward uses that. */
  default List<LinearGroup> groups() {
    return List.of();
  }

  /** All its parameters, those of low-rank deltas included. */
  List<Parameter> parameters();

  /** Whether training changes anything in it. */
  default boolean trains() {
    return parameters().stream().anyMatch(Parameter::trainable);
  }

  /**
   * Whether each row of the output is made of the same row of the input alone, whatever the
   * sequences are: norms and poolers.
   */
  default boolean rowwise() {
    return false;
  }

  /**
   * Like {@link #record} where only some rows of the output are read.
   *
   * @param rows that are read, each once
   * @return a tape whose output is (R, D), and so is the gradient it takes
   */
  default Tape recordRows(int[] rows, Tensor x, Pass pass) {
    return new SelectedRowsTape(record(x, pass), rows);
  }

  /** Applies the segment and remembers what its backward needs; the caller closes the tape. */
  default Tape record(Tensor x, Pass pass) {
    return AutogradTape.record(this, x, pass);
  }
}
