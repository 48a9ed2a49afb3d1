// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.tape;

import org.eidograph.model.Pass;
import org.eidograph.model.nn.Segment;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Activation checkpointing: keeps a segment's input only and runs the segment again in backward.
 * Costs one more forward; dropout repeats its numbers from the saved random state.
 */
public final class RecomputingTape implements Tape {
  private final Segment segment;
  private final Tensor input;
  private final Tensor output;
  private final Pass pass;
  private final byte @Nullable [] randomState;

  private RecomputingTape(
      Segment segment, Tensor input, Tensor output, Pass pass, byte @Nullable [] randomState) {
    this.segment = segment;
    this.input = input;
    this.output = output;
    this.pass = pass;
    this.randomState = randomState;
  }

  /** Runs a segment, keeping its input. */
  public static RecomputingTape record(Segment segment, Tensor x, Pass pass) {
    RandomSource dropout = pass.dropout();
    byte[] state = dropout == null ? null : dropout.state();
    try (Scope scope = Scope.open();
        Tape once = segment.record(x, pass)) { // the same arithmetic as in backward
      Tensor output = once.output().detach().keep();
      return new RecomputingTape(segment, x.detach().keep(), output, pass, state);
    }
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public Tensor backward(Tensor gradient, Gradients gradients) {
    RandomSource dropout = pass.dropout();
    byte[] later = null;
    if (dropout != null && randomState != null) {
      later = dropout.state();
      dropout.restore(randomState);
    }
    try (Tape again = segment.record(input, pass)) {
      if (dropout != null && later != null) {
        dropout.restore(later);
      }
      return again.backward(gradient, gradients);
    }
  }

  @Override
  public void close() {
    output.close();
    input.close();
  }
}
