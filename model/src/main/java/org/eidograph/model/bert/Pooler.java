// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.bert;

import java.util.List;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.Segment;
import org.eidograph.torch.Nn;
import org.eidograph.torch.Tensor;

/**
 * What stands between the encoder and the classes: {@code tanh(dense(x))}, read at a text's first
 * token; {@code bert.pooler.dense} or {@code classifier.dense} (RoBERTa).
 *
 * @param dense (D) to (D)
 */
public record Pooler(Linear dense) implements Segment {
  @Override
  public Tensor forward(Tensor x, Pass pass) {
    return Nn.tanh(dense.forward(x, pass));
  }

  @Override
  public boolean rowwise() {
    return true;
  }

  @Override
  public List<Linear> linears() {
    return List.of(dense);
  }

  @Override
  public List<Parameter> parameters() {
    return dense.parameters();
  }
}
