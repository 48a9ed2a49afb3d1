// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.tape;

import org.eidograph.model.Pass;
import org.eidograph.model.nn.Segment;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;

/** A segment's backward by libtorch's own graph, cut off at the segment's input. */
public final class AutogradTape implements Tape {
  private final Tensor input;
  private final Tensor output;
  private final Pass pass;

  private AutogradTape(Tensor input, Tensor output, Pass pass) {
    this.input = input;
    this.output = output;
    this.pass = pass;
  }

  /** Runs a segment with a graph; gradient recording must be on in this thread. */
  public static AutogradTape record(Segment segment, Tensor x, Pass pass) {
    Pass recording = pass.recording();
    try (Scope scope = Scope.open()) {
      Tensor input = x.leaf().keep();
      Tensor output = segment.forward(input, recording).keep();
      return new AutogradTape(input, output, recording);
    }
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public Tensor backward(Tensor gradient, Gradients gradients) {
    if (!output.requiresGrad()) {
      return gradient; // nothing trained took part, as when no token with a row of its own came up
    }
    output.backward(gradient);
    pass.leaves()
        .forEach(
            (parameter, leaf) -> {
              Tensor grad = leaf.grad();
              if (grad != null) {
                gradients.add(parameter, grad, 1);
              }
            });
    Tensor dInput = input.grad();
    return dInput == null ? gradient : dInput;
  }

  @Override
  public void close() {
    output.close();
    input.close();
    pass.leaves().values().forEach(Tensor::close);
  }
}
