// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.eidograph.theory.signal.LayerAlignment;
import org.eidograph.theory.signal.TangentGram;
import org.eidograph.torch.DType;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * What a linear module's tangent features are made of: its input a at each text, and the gradient δ
 * of each output at the module's own output.
 *
 * <pre>
 * K[(c, i), (c', i')] = Σ_{t,t'} ⟨δ_t, δ'_t'⟩·(⟨a_t, a'_t'⟩ + 1[bias])
 * </pre>
 *
 * <p>Sums in float64 of factors in float32. A text at which the module did not run has no features.
 */
final class TangentFactors implements AutoCloseable {
  private final @Nullable Tensor[] inputs; // (T_i, in)
  private final @Nullable Tensor[][] gradients; // (T_i, out)
  private final int outputs;

  TangentFactors(int texts, int outputs) {
    this.inputs = new @Nullable Tensor[texts];
    this.gradients = new @Nullable Tensor[texts][outputs];
    this.outputs = outputs;
  }

  void inputs(int text, Tensor x) {
    inputs[text] = x.copy().keep();
  }

  void gradients(int text, int output, Tensor delta) {
    gradients[text][output] = delta.copy().keep();
  }

  /** A module that no text needs. */
  static ModuleAlignment silent(ModulePart part) {
    return new ModuleAlignment(
        part.module().path(), part.module().type(), part.module().layer(), null, 0);
  }

  /** Alignment of some of the module's rows with the labels. */
  ModuleAlignment alignment(ModulePart part, int... labels) {
    TangentGram gram = gram(part).centred();
    double square = 0;
    for (double entry : gram.entries()) {
      square += entry * entry;
    }
    if (square == 0) {
      return silent(part);
    }
    LayerAlignment found = LayerAlignment.of(gram, labels);
    return new ModuleAlignment(
        part.module().path(),
        part.module().type(),
        part.module().layer(),
        found.alignment(),
        found.frobeniusNorm());
  }

  private TangentGram gram(ModulePart part) {
    int texts = inputs.length;
    int size = texts * outputs;
    double[] entries = new double[size * size];
    for (int i = 0; i < texts; i++) {
      for (int j = 0; j <= i; j++) {
        double[] pair = pair(i, j, part);
        for (int k = 0; k < pair.length; k++) {
          int row = k / outputs * texts + i; // (c, i)
          int column = k % outputs * texts + j; // (c', j)
          entries[row * size + column] = pair[k];
          entries[column * size + row] = pair[k];
        }
      }
    }
    return new TangentGram(entries, texts, outputs);
  }

  /** Entries of two texts, (C, C). */
  private double[] pair(int i, int j, ModulePart part) {
    Tensor first = inputs[i];
    Tensor second = inputs[j];
    if (first == null || second == null) {
      return new double[outputs * outputs];
    }
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.on()) {
      double bias = part.linear().bias() == null ? 0 : 1;
      Tensor seen =
          first.to(DType.FLOAT64).matmul(second.to(DType.FLOAT64).t()).add(bias); // (T_i, T_j)
      Tensor product = rows(i, part).matmul(rows(j, part).t()); // (C·T_i, C·T_j)
      long[] blocks = {outputs, first.size(0), outputs, second.size(0)};
      return product
          .reshape(blocks)
          .mul(seen.reshape(1, first.size(0), 1, second.size(0)))
          .sum(3, false)
          .sum(1, false)
          .toDoubles();
    }
  }

  private Tensor rows(int text, ModulePart part) {
    List<Tensor> all = new ArrayList<>();
    for (Tensor delta : gradients[text]) {
      Tensor whole = Objects.requireNonNull(delta);
      boolean split = part.count() < part.linear().outputs();
      all.add((split ? whole.narrow(1, part.from(), part.count()) : whole).to(DType.FLOAT64));
    }
    return Tensors.cat(all, 0);
  }

  @Override
  public void close() {
    for (Tensor input : inputs) {
      close(input);
    }
    for (@Nullable Tensor[] row : gradients) {
      for (Tensor gradient : row) {
        close(gradient);
      }
    }
  }

  private static void close(@Nullable Tensor tensor) {
    if (tensor != null) {
      tensor.close();
    }
  }
}
