// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.nn;

import java.util.List;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.tape.AutogradTape;
import org.eidograph.model.tape.Tape;
import org.eidograph.torch.Device;
import org.eidograph.torch.Nn;
import org.eidograph.torch.Tensor;

/**
 * Root-mean-square normalisation with a learned weight, for example {@code model.norm}.
 *
 * @param weight (D)
 * @param epsilon added to the mean square
 */
public record RmsNormLayer(Parameter weight, double epsilon) implements Segment {
  @Override
  public Tensor forward(Tensor x, Pass pass) {
    return Nn.rmsNorm(x, pass.weight(weight).to(x.dtype()), epsilon);
  }

  @Override
  public Tape record(Tensor x, Pass pass) {
    return pass.device().type() == Device.Type.CPU
        ? RmsNormTape.record(this, x)
        : AutogradTape.record(this, x, pass);
  }

  @Override
  public boolean rowwise() {
    return true;
  }

  @Override
  public List<Linear> linears() {
    return List.of();
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(weight);
  }
}
