// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.alignment.study;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.eidograph.signal.finite.EmpiricalNtk;
import org.eidograph.signal.finite.FiniteMlp;
import org.eidograph.theory.moments.Smooth;
import org.eidograph.theory.signal.LayerAlignment;
import org.eidograph.theory.signal.TangentGram;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * A network without random numbers on which the definition of alignment has known values: six
 * examples {@code x_ij = sin((i+1)(j+1))}, widths 3, 4, 4, 4, 2, tanh, weights {@code cos(0.1(k+1)
 * + 0.7a + 1.3b)} scaled by 1/√fan_in and biases {@code 0.1·sin(k + a)} in layer k.
 */
public final class ToyAlignment {
  /** Alignments of layers 1 to 4 and of all parameters, from explicit Jacobians in NumPy. */
  private static final double[] KNOWN = {
    0.026679762021, 0.013483871889, 0.010864485594, 0.051550252923, 0.037120645267
  };

  private static final int[] WIDTHS = {3, 4, 4, 4, 2};
  private static final int[] LABELS = {0, 1, 0, 1, 1, 0};

  private ToyAlignment() {}

  /** Largest distance of our five alignments from the known ones. */
  public static double distance() {
    double largest = 0;
    double[] ours = alignments();
    for (int i = 0; i < KNOWN.length; i++) {
      largest = Math.max(largest, Math.abs(ours[i] - KNOWN[i]));
    }
    return largest;
  }

  private static double[] alignments() {
    try (Scope scope = Scope.open();
        FiniteMlp network = network()) {
      List<TangentGram> grams = new ArrayList<>(EmpiricalNtk.byLayer(network, inputs()));
      grams.add(grams.stream().reduce(TangentGram::plus).orElseThrow());
      return grams.stream()
          .mapToDouble(gram -> LayerAlignment.of(gram.centred(), LABELS).alignment())
          .toArray();
    }
  }

  /** The six examples, (6, 3), of the current scope. */
  static Tensor inputs() {
    return filled(6, 3, (i, j) -> Math.sin((i + 1.0) * (j + 1)));
  }

  /** The network; the caller closes it. */
  static FiniteMlp network() {
    List<FiniteMlp.Layer> layers = new ArrayList<>();
    for (int layer = 0; layer + 1 < WIDTHS.length; layer++) {
      int k = layer;
      Tensor weight =
          filled(WIDTHS[k + 1], WIDTHS[k], (a, b) -> Math.cos(0.1 * (k + 1) + 0.7 * a + 1.3 * b));
      IntToDoubleFunction bias = a -> 0.1 * Math.sin(k + a);
      Tensor biases = filled(WIDTHS[k + 1], 1, (a, b) -> bias.applyAsDouble(a)).reshape(-1);
      layers.add(
          new FiniteMlp.Layer(weight.keep(), biases.copy().keep(), 1 / Math.sqrt(WIDTHS[k]), 1));
    }
    return new FiniteMlp(layers, Smooth.TANH);
  }

  private interface Entry {
    double at(int row, int column);
  }

  private static Tensor filled(int rows, int columns, Entry entry) {
    double[] values = new double[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = entry.at(i / columns, i % columns);
    }
    return Tensors.ofDoubles(values, rows, columns);
  }
}
