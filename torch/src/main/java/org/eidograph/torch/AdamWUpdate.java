// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@link UpdateRule.AdamW} by one fused kernel call. */
record AdamWUpdate(
    ParameterGroup group,
    List<Tensor> first,
    List<Tensor> second,
    List<Tensor> steps,
    Dispatch.AdamW kernel)
    implements GroupUpdate {
  static AdamWUpdate of(ParameterGroup group, UpdateRule.AdamW rule) {
    List<Tensor> first = Moments.like(group);
    List<Tensor> second = Moments.like(group);
    List<Tensor> steps = Moments.counters(group);
    Dispatch.AdamW kernel =
        new Dispatch.AdamW(
            new Dispatch.AdamWTensors(
                List.copyOf(group.parameters().values()), first, second, steps),
            new Dispatch.AdamWSettings(
                rule.beta1(), rule.beta2(), rule.epsilon(), group.weightDecay()));
    return new AdamWUpdate(group, first, second, steps, kernel);
  }

  @Override
  public void step(List<Tensor> gradients, double rate) {
    kernel.step(gradients, rate);
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

  @Override
  public void close() {
    kernel.close();
    GroupUpdate.super.close();
  }
}
