// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import java.util.List;
import java.util.Map;

/** {@link UpdateRule.Sgd}. */
record SgdUpdate(ParameterGroup group, UpdateRule.Sgd rule, List<Tensor> momenta)
    implements GroupUpdate {
  SgdUpdate(ParameterGroup group, UpdateRule.Sgd rule) {
    this(group, rule, Moments.like(group));
  }

  @Override
  public void step(List<Tensor> gradients, double rate) {
    int i = 0;
    for (Tensor parameter : group.parameters().values()) {
      Tensor momentum = momenta.get(i).mulInPlace(rule.momentum());
      momentum.addInPlace(gradients.get(i));
      momentum.addInPlace(parameter, group.weightDecay());
      parameter.addInPlace(momentum, -rate);
      i++;
    }
  }

  @Override
  public Map<String, Tensor> state() {
    return Moments.named("momentum.", group, momenta);
  }
}
