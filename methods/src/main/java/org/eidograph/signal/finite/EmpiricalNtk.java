// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.finite;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.theory.signal.TangentGram;
import org.eidograph.torch.Autograd;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * The tangent kernel of one finite network, {@code K[(c, i), (c', i')] = ⟨∇f_c(x_i), ∇f_c'(x_i')⟩}.
 *
 * <p>Two ways that agree to rounding. The factored one needs a backward pass per output for the
 * whole batch, and no Jacobian:
 *
 * <pre>
 * K = Σ_l ⟨δ^l, δ'^l⟩·(s_w²·⟨a^{l−1}, a'^{l−1}⟩ + s_b²)
 * </pre>
 *
 * <p>with a the layer's input and δ the gradient of an output at the layer's pre-activation: {@code
 * N·C} passes become C, and N·C·P numbers become N·C·Σ n_l. The other builds the Jacobian, a
 * backward pass per output and input, and is there to be compared with.
 */
public final class EmpiricalNtk {
  private EmpiricalNtk() {}

  /**
   * The kernel from the factors of its layers.
   *
   * @param x (N, d), float64
   */
  public static TangentGram factored(FiniteMlp network, Tensor x) {
    return byLayer(network, x).stream().reduce(TangentGram::plus).orElseThrow();
  }

  /** What each layer, weight and bias, adds to the kernel. */
  public static List<TangentGram> byLayer(FiniteMlp network, Tensor x) {
    try (Scope scope = Scope.open()) {
      FiniteMlp.Trace trace = network.trace(x.leaf());
      int outputs = (int) trace.output().size(1);
      int examples = (int) x.size(0);
      List<Tensor> gradients = gradients(trace, outputs);
      List<TangentGram> grams = new ArrayList<>();
      for (int l = 0; l < gradients.size(); l++) {
        Tensor input = trace.inputs().get(l).detach();
        Tensor gram = gram(network.layers().get(l), input, gradients.get(l), outputs);
        grams.add(new TangentGram(gram.toDoubles(), examples, outputs));
      }
      return grams;
    }
  }

  /** δ of each layer, (C·N, out): one backward pass per output, whose batch rows do not mix. */
  private static List<Tensor> gradients(FiniteMlp.Trace trace, int outputs) {
    List<List<Tensor>> byOutput = new ArrayList<>();
    for (int c = 0; c < outputs; c++) {
      Tensor one = Tensors.zerosLike(trace.output());
      one.narrow(1, c, 1).fillInPlace(1);
      byOutput.add(
          Autograd.vectorJacobian(
              List.of(trace.output()), trace.preActivations(), List.of(one), Autograd.Mode.KEEP));
    }
    List<Tensor> byLayer = new ArrayList<>();
    for (int l = 0; l < trace.preActivations().size(); l++) {
      int layer = l;
      byLayer.add(Tensors.cat(byOutput.stream().map(each -> each.get(layer)).toList(), 0));
    }
    return byLayer;
  }

  private static Tensor gram(FiniteMlp.Layer layer, Tensor input, Tensor gradient, int outputs) {
    double biasSquare = layer.biasScale() * layer.biasScale();
    double weightSquare = layer.weightScale() * layer.weightScale();
    Tensor seen = input.matmul(input.t()).mul(weightSquare).add(biasSquare); // (N, N)
    List<Tensor> copies = new ArrayList<>();
    for (int c = 0; c < outputs; c++) {
      copies.add(seen);
    }
    Tensor wide = Tensors.cat(copies, 1); // (N, C·N)
    Tensor product = gradient.matmul(gradient.t()); // (C·N, C·N)
    long n = input.size(0);
    for (int c = 0; c < outputs; c++) {
      product.narrow(0, c * n, n).mulInPlace(wide);
    }
    return product;
  }

  /** The kernel from the Jacobian, a backward pass per output and input. */
  public static TangentGram fromJacobian(FiniteMlp network, Tensor x) {
    try (Scope scope = Scope.open()) {
      FiniteMlp leaves = network.leaves();
      Tensor output = leaves.forward(x);
      int examples = (int) output.size(0);
      int outputs = (int) output.size(1);
      List<Tensor> rows = new ArrayList<>();
      for (int c = 0; c < outputs; c++) {
        for (int i = 0; i < examples; i++) {
          Tensor one = output.select(0, i).select(0, c);
          List<Tensor> gradients = Autograd.gradients(one, leaves.parameters(), Autograd.Mode.KEEP);
          rows.add(Tensors.cat(gradients.stream().map(g -> g.reshape(-1)).toList(), 0));
        }
      }
      Tensor jacobian = Tensors.stack(rows, 0);
      return new TangentGram(jacobian.matmul(jacobian.t()).toDoubles(), examples, outputs);
    }
  }
}
