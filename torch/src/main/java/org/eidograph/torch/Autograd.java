// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Questions to a graph: gradients, products with the Jacobian from either side, products with the
 * Hessian.
 *
 * <p>Inputs are leaves that record gradients ({@link Tensor#leaf}). Results belong to the current
 * scope. Queries that differentiate twice need a graph whose operations can: CPU flash attention
 * cannot, so such a graph is built inside {@link #twiceDifferentiable}.
 */
public final class Autograd {
  static {
    Torch.load();
  }

  private Autograd() {}

  /** What happens with the graph, and with inputs it does not reach. */
  public enum Mode {
    /** Frees the graph; an input it does not reach is an error. */
    FREE(false, false),
    /** Keeps the graph for another query; an input it does not reach is an error. */
    KEEP(true, false),
    /** Records the gradients' own graph, to differentiate again. */
    DIFFERENTIABLE(true, true);

    private final boolean keepGraph;
    private final boolean createGraph;

    Mode(boolean keepGraph, boolean createGraph) {
      this.keepGraph = keepGraph;
      this.createGraph = createGraph;
    }
  }

  /**
   * Gradients of a scalar with respect to the inputs.
   *
   * @param output one element
   * @return one per input, in its shape
   */
  public static List<Tensor> gradients(Tensor output, List<Tensor> inputs, Mode mode) {
    return required(query(List.of(output), inputs, List.of(), mode, false));
  }

  /**
   * As {@link #gradients}, but an input that does not take part gets null.
   *
   * @param output one element
   */
  public static List<@Nullable Tensor> gradientsOrNull(
      Tensor output, List<Tensor> inputs, Mode mode) {
    return query(List.of(output), inputs, List.of(), mode, true);
  }

  /**
   * Vector–Jacobian product {@code vᵀ·J}, J = ∂outputs/∂inputs: one backward pass.
   *
   * @param vectors one per output, in its shape
   * @return one per input, in its shape
   */
  public static List<Tensor> vectorJacobian(
      List<Tensor> outputs, List<Tensor> inputs, List<Tensor> vectors, Mode mode) {
    return required(query(outputs, inputs, vectors, mode, false));
  }

  /**
   * Jacobian–vector product {@code J·v}, by differentiating {@code uᵀ·J} with respect to u: two
   * backward passes, no forward mode needed. The graph is kept.
   *
   * @param output of any shape; its graph must be twice differentiable
   * @param vectors one per input, in its shape
   * @return in the output's shape
   */
  public static Tensor jacobianVector(Tensor output, List<Tensor> inputs, List<Tensor> vectors) {
    Tensor u = Tensors.zerosLike(output).leaf(); // the product is linear in u, any value serves
    List<@Nullable Tensor> products =
        query(List.of(output), inputs, List.of(u), Mode.DIFFERENTIABLE, true);
    @Nullable Tensor total = dot(products, vectors);
    if (total == null || !total.requiresGrad()) {
      return Tensors.zerosLike(output);
    }
    Tensor result = query(List.of(total), List.of(u), List.of(), Mode.KEEP, true).get(0);
    return result == null ? Tensors.zerosLike(output) : result;
  }

  /**
   * Hessian–vector product {@code H·v}, H the second derivative of a scalar: the gradient of {@code
   * gradientᵀ·v}. The graph is kept.
   *
   * @param loss one element; its graph must be twice differentiable
   * @param vectors one per input, in its shape
   * @return one per input, in its shape; zero where the gradient does not depend on the input
   */
  public static List<Tensor> hessianVector(Tensor loss, List<Tensor> inputs, List<Tensor> vectors) {
    List<@Nullable Tensor> gradients =
        query(List.of(loss), inputs, List.of(), Mode.DIFFERENTIABLE, true);
    @Nullable Tensor total = dot(gradients, vectors);
    if (total == null || !total.requiresGrad()) {
      return inputs.stream().map(Tensors::zerosLike).toList();
    }
    List<@Nullable Tensor> products = query(List.of(total), inputs, List.of(), Mode.KEEP, true);
    List<Tensor> results = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      Tensor product = products.get(i);
      results.add(product == null ? Tensors.zerosLike(inputs.get(i)) : product);
    }
    return results;
  }

  /**
   * Builds a graph whose attention can be differentiated twice. The switch is process-wide: no
   * other thread may build a graph meanwhile, or it takes the slower attention too.
   */
  public static <T> T twiceDifferentiable(Supplier<T> graph) {
    boolean before;
    try (Scope scope = Scope.open()) {
      before = torch.globalContext().userEnabledFlashSDP();
      torch.globalContext().setSDPUseFlash(false);
    }
    try {
      return graph.get();
    } finally {
      try (Scope scope = Scope.open()) {
        Context context = torch.globalContext();
        context.setSDPUseFlash(before);
      }
    }
  }

  private static @Nullable Tensor dot(List<@Nullable Tensor> left, List<Tensor> right) {
    Tensor total = null;
    for (int i = 0; i < left.size(); i++) {
      Tensor one = left.get(i);
      if (one != null) {
        Tensor product = one.mul(right.get(i)).sum();
        total = total == null ? product : total.add(product);
      }
    }
    return total;
  }

  private static List<@Nullable Tensor> query(
      List<Tensor> outputs,
      List<Tensor> inputs,
      List<Tensor> vectors,
      Mode mode,
      boolean allowUnused) {
    TensorVector found =
        torch.grad(
            Tensor.vector(outputs),
            Tensor.vector(inputs),
            Tensor.vector(vectors),
            new BoolOptional(mode.keepGraph),
            mode.createGraph,
            allowUnused);
    List<@Nullable Tensor> gradients = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      org.bytedeco.pytorch.Tensor gradient = found.get(i);
      gradients.add(
          gradient.defined() ? new Tensor(new org.bytedeco.pytorch.Tensor(gradient)) : null);
    }
    return Collections.unmodifiableList(gradients);
  }

  private static List<Tensor> required(List<@Nullable Tensor> gradients) {
    List<Tensor> all = new ArrayList<>();
    for (Tensor gradient : gradients) {
      if (gradient == null) {
        throw new IllegalStateException("an input takes no part in the output");
      }
      all.add(gradient);
    }
    return all;
  }
}
