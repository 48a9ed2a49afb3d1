// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.eidograph.model.Parameter;
import org.eidograph.model.SegmentedModel;
import org.eidograph.torch.DType;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Base parameters that are trained whole: each becomes a float32 copy until {@link #restore} puts
 * the original back, bit for bit.
 */
final class WholeParameters {
  private final SegmentedModel model;
  private final Map<Parameter, Tensor> originals = new LinkedHashMap<>();
  private @Nullable SeparateHead head;

  WholeParameters(SegmentedModel model) {
    this.model = model;
  }

  /** Those trained, in the order they were asked for. */
  Set<Parameter> trained() {
    return originals.keySet();
  }

  void train(Parameter parameter) {
    if (originals.containsKey(parameter)) {
      return;
    }
    try (Scope scope = Scope.open()) {
      Tensor old = parameter.value();
      originals.put(parameter, old.detach().keep());
      Tensor copy = old.dtype() == DType.FLOAT32 ? old.copy() : old.detach().to(DType.FLOAT32);
      parameter.replace(copy.keep());
      parameter.train(true);
    }
  }

  /**
   * Gives a tied output projection a parameter of its own, frozen until {@link #train}, so that
   * training one of the two leaves the other alone, as in PEFT.
   */
  void untie() {
    if (model.tied()) {
      head = SeparateHead.of(model);
    }
  }

  void restore() {
    originals.forEach(
        (parameter, original) -> {
          parameter.replace(original);
          parameter.train(false);
        });
    originals.clear();
    if (head != null) {
      head.close();
      head = null;
    }
  }
}
