// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.model.ParameterRole;
import org.eidograph.model.nn.Linear;
import org.eidograph.torch.DType;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;

/**
 * Base parameters that are trained whole: each becomes a float32 copy until {@link #restore} puts
 * the original back, bit for bit.
 */
final class WholeParameters {
  private final CausalLm model;
  private final Map<Parameter, Tensor> originals = new LinkedHashMap<>();
  private boolean untied;

  WholeParameters(CausalLm model) {
    this.model = model;
  }

  /** Those trained, in the order they were asked for. */
  Set<Parameter> trained() {
    return originals.keySet();
  }

  /** Whether the output projection was given a weight of its own. */
  boolean untied() {
    return untied;
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
   * Gives a tied output projection its own copy of the embedding, frozen until {@link #train}, so
   * that training one of the two leaves the other alone, as in PEFT.
   */
  void untie() {
    if (!model.tied()) {
      return;
    }
    Linear head = model.head();
    try (Scope scope = Scope.open()) {
      Tensor copy = model.embedding().table().value().copy().keep();
      head.useWeight(
          new Parameter(head.path().path() + ".weight", ParameterRole.READOUT, head.path(), copy));
      untied = true;
    }
  }

  void restore() {
    originals.forEach(
        (parameter, original) -> {
          parameter.replace(original);
          parameter.train(false);
        });
    originals.clear();
    if (untied) {
      model.head().weightParameter().close();
      model.head().useWeight(model.embedding().table());
      untied = false;
    }
  }
}
