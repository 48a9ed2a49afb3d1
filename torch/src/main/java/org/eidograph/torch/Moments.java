// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Zeros that an optimizer keeps beside the parameters of a group, in their order. */
final class Moments {
  private Moments() {}

  /** One of each parameter's shape. */
  static List<Tensor> like(ParameterGroup group) {
    return group.parameters().values().stream().map(p -> zeros(p, p.shape())).toList();
  }

  /** One number for each parameter. */
  static List<Tensor> counters(ParameterGroup group) {
    return group.parameters().values().stream().map(p -> zeros(p)).toList();
  }

  private static Tensor zeros(Tensor parameter, long... shape) {
    try (Scope scope = Scope.open()) {
      return Tensors.zeros(DType.FLOAT32, parameter.device(), shape).keep();
    }
  }

  /** The moments by the names of their parameters. */
  static Map<String, Tensor> named(String prefix, ParameterGroup group, List<Tensor> moments) {
    Map<String, Tensor> named = new LinkedHashMap<>();
    int i = 0;
    for (String name : group.parameters().keySet()) {
      named.put(prefix + name, moments.get(i++));
    }
    return named;
  }
}
