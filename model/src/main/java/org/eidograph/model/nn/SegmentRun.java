// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.nn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.eidograph.model.Parameter;
import org.eidograph.torch.DType;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;

/**
 * Runs a stretch of a model in a wider type than that of its weights, so that a model of any size
 * is checked precisely with the memory of its largest segment.
 */
public final class SegmentRun {
  private SegmentRun() {}

  /**
   * Runs the stretch while its parameters have another type, and puts them back.
   *
   * @param type FLOAT32 or FLOAT64
   * @param parameters all that the stretch reads
   * @return its result, owned by the caller's scope
   */
  public static Tensor in(DType type, List<Parameter> parameters, Supplier<Tensor> stretch) {
    Map<Parameter, Tensor> stored = new LinkedHashMap<>();
    Tensor kept;
    try (Scope scope = Scope.open()) {
      for (Parameter parameter : parameters) {
        Tensor value = parameter.value();
        if (value.dtype() != type) {
          stored.put(parameter, value.detach().keep());
          parameter.replace(value.detach().to(type).keep());
        }
      }
      kept = stretch.get().keep();
    } finally {
      stored.forEach(Parameter::replace);
    }
    try (kept) {
      return kept.detach();
    }
  }
}
