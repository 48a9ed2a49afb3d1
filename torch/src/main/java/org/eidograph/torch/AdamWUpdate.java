// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@link UpdateRule.AdamW} by one fused kernel call. */
record AdamWUpdate(
    ParameterGroup group,
    UpdateRule.AdamW rule,
    List<Tensor> first,
    List<Tensor> second,
    List<Tensor> steps)
    implements GroupUpdate {
  AdamWUpdate(ParameterGroup group, UpdateRule.AdamW rule) {
    this(group, rule, Moments.like(group), Moments.like(group), Moments.counters(group));
  }

  @Override
  public void step(List<Tensor> gradients, double rate) {
    Dispatch.fusedAdamW(
        new Dispatch.AdamWTensors(
            List.copyOf(group.parameters().values()), gradients, first, second, steps),
        rate,
        new Dispatch.AdamWSettings(
            rule.beta1(), rule.beta2(), rule.epsilon(), group.weightDecay()));
  }

  @Override
  public Map<String, Tensor> state() {
    Map<String, Tensor> named = new LinkedHashMap<>();
    int i = 0;
    for (String name : group.parameters().keySet()) {
      named.put("first_moment." + name, first.get(i));
      named.put("second_moment." + name, second.get(i));
      named.put("step." + name, steps.get(i));
      i++;
    }
    return named;
  }
}
