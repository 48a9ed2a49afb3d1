// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import java.util.List;
import java.util.Map;

/** {@link UpdateRule.Muon}. */
record MuonUpdate(ParameterGroup group, UpdateRule.Muon rule, List<Tensor> momenta)
    implements GroupUpdate {
  MuonUpdate(ParameterGroup group, UpdateRule.Muon rule) {
    this(group, rule, Moments.like(group));
    group
        .parameters()
        .forEach(
            (name, parameter) -> {
              if (parameter.dim() != 2) {
                throw new IllegalArgumentException(
                    "Muon trains matrices, got %s for %s; give it another rule"
                        .formatted(parameter, name));
              }
            });
  }

  @Override
  public void step(List<Tensor> gradients, double rate) {
    double mu = rule.momentum();
    int i = 0;
    for (Tensor parameter : group.parameters().values()) {
      Tensor gradient = gradients.get(i);
      Tensor momentum = momenta.get(i).mulInPlace(mu).addInPlace(gradient, 1 - mu);
      Tensor ahead = gradient.mul(1 - mu).addInPlace(momentum, mu); // Nesterov's look ahead
      parameter.mulInPlace(1 - rate * group.weightDecay());
      parameter.addInPlace(Orthogonal.near(ahead, rule.iterations()), -rate);
      i++;
    }
  }

  @Override
  public Map<String, Tensor> state() {
    return Moments.named("momentum.", group, momenta);
  }
}
