// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.tape;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eidograph.model.Parameter;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * The gradients of a set of parameters, float32, all in one flat buffer so that adding two workers'
 * gradients or taking the norm is one operation.
 *
 * <p>A pass over every weight is worth sparing: after {@link #clear} the first contribution to a
 * parameter is written, and only later ones are added; {@link #settle} gives zeros to those that
 * got none.
 */
public final class Gradients implements AutoCloseable {
  private final Tensor flat;
  private final Map<Parameter, Tensor> views = new LinkedHashMap<>();
  private final Set<Parameter> untouched = new HashSet<>();

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

  /** Starts anew: what the gradients hold counts no longer. */
  public void clear() {
    untouched.addAll(views.keySet());
  }

  /** Zeros where nothing was added since {@link #clear}. */
  public void settle() {
    untouched.forEach(parameter -> of(parameter).zeroInPlace());
    untouched.clear();
  }

  /** Adds {@code factor·change}, of the parameter's shape and any floating type. */
  public void add(Parameter parameter, Tensor change, double factor) {
    Tensor gradient = of(parameter);
    if (!untouched.remove(parameter)) {
      gradient.addInPlace(change, factor);
      return;
    }
    gradient.copyFromInPlace(change);
    if (factor != 1) {
      gradient.mulInPlace(factor);
    }
  }

  /**
   * Adds {@code factor·left·right}, in one go where the types agree.
   *
   * @param left (out, n), right (n, in), of one floating type
   */
  public void addProduct(Parameter parameter, Tensor left, Tensor right, double factor) {
    Tensor gradient = of(parameter);
    if (left.dtype() != gradient.dtype()) {
      add(parameter, left.matmul(right), factor);
    } else if (untouched.remove(parameter)) {
      gradient.setMatmulInPlace(left, right, factor);
    } else {
      gradient.addMatmulInPlace(left, right, factor);
    }
  }

  /** Adds each row to the gradient's row of that number; a number may come up more than once. */
  public void addRows(Parameter parameter, int[] numbers, Tensor rows) {
    Tensor gradient = of(parameter);
    if (untouched.remove(parameter)) {
      gradient.zeroInPlace();
    }
    gradient.indexAddInPlace(0, Tensors.ofInts(numbers, gradient.device()), rows);
  }

  /**
   * The gradient of a parameter; after {@link #clear} and before {@link #settle} maybe an old one.
   */
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
