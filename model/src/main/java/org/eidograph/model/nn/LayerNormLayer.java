// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.nn;

import java.util.List;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.torch.Nn;
import org.eidograph.torch.Tensor;

/**
 * Layer normalisation with learned weight and bias, for example {@code transformer.ln_f}.
 *
 * @param weight (D)
 * @param bias (D)
 * @param epsilon added to the variance
 */
public record LayerNormLayer(Parameter weight, Parameter bias, double epsilon) implements Segment {
  @Override
  public Tensor forward(Tensor x, Pass pass) {
    return Nn.layerNorm(
        x, pass.weight(weight).to(x.dtype()), pass.weight(bias).to(x.dtype()), epsilon);
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
    return List.of(weight, bias);
  }
}
