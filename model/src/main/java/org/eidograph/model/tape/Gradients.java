// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.tape;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.model.Parameter;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * The gradients of a set of parameters, float32, all in one flat buffer so that adding two workers'
 * gradients or taking the norm is one operation.
 */
public final class Gradients implements AutoCloseable {
  private final Tensor flat;
  private final Map<Parameter, Tensor> views = new LinkedHashMap<>();

  /** Zeros for each parameter, in the given order; the caller owns them. */
  public Gradients(List<Parameter> parameters, Device device) {
    long total = parameters.stream().mapToLong(p -> p.value().numel()).sum();
    try (Scope scope = Scope.open()) {
      flat = Tensors.zeros(DType.FLOAT32, device, total).keep();
      long offset = 0;
      for (Parameter parameter : parameters) {
        long size = parameter.value().numel();
        Tensor view = flat.narrow(0, offset, size).reshape(parameter.value().shape());
        views.put(parameter, view.keep());
        offset += size;
      }
    }
  }

  /** The gradient of a parameter, to be added to in place. */
  public Tensor of(Parameter parameter) {
    Tensor view = views.get(parameter);
    if (view == null) {
      throw new IllegalArgumentException("no gradient is kept for " + parameter.name());
    }
    return view;
  }

  /** All gradients as one vector. */
  public Tensor flat() {
    return flat;
  }

  /** The gradients in the order of the parameters. */
  public List<Tensor> all() {
    return List.copyOf(views.values());
  }

  @Override
  public void close() {
    views.values().forEach(Tensor::close);
    flat.close();
  }
}
