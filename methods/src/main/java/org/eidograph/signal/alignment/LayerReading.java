// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.alignment;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.signal.finite.EmpiricalNtk;
import org.eidograph.signal.finite.FiniteMlp;
import org.eidograph.signal.finite.LabelledImages;
import org.eidograph.theory.signal.LayerAlignment;
import org.eidograph.theory.signal.TangentGram;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;

/**
 * How one layer's tangent features stand to the labels of a batch, features and labels centred over
 * the batch.
 *
 * @param layer counted from 1
 * @param alignment A = yᵀK y/(‖K‖_F·‖y‖²)
 * @param secondOrder S = ‖K y‖²/(‖K‖_F²·‖y‖²)
 * @param crossRatio the layer's answer to the loss's pull w = softmax(f) − one-hot over that to the
 *     labels: (wᵀK y/(‖w‖·‖y‖))/(yᵀK y/‖y‖²)
 * @param frobeniusNorm ‖K‖_F
 * @param trace tr K
 */
public record LayerReading(
    int layer,
    double alignment,
    double secondOrder,
    double crossRatio,
    double frobeniusNorm,
    double trace) {
  /** One reading per layer, from the first. */
  public static List<LayerReading> of(FiniteMlp network, LabelledImages batch) {
    try (Scope scope = Scope.open()) {
      Tensor x = batch.tensor();
      double[] pull = pull(network, x, batch.labels());
      List<LayerReading> readings = new ArrayList<>();
      for (TangentGram gram : EmpiricalNtk.byLayer(network, x)) {
        readings.add(of(readings.size() + 1, gram.centred(), pull, batch.labels()));
      }
      return readings;
    }
  }

  private static LayerReading of(int layer, TangentGram gram, double[] pull, int[] labels) {
    LayerAlignment found = LayerAlignment.of(gram, labels);
    return new LayerReading(
        layer,
        found.alignment(),
        found.secondOrder(),
        LayerAlignment.crossRatio(gram, pull, labels),
        found.frobeniusNorm(),
        found.trace());
  }

  /** softmax(f) − one-hot at c·N + i: the gradient of the cross-entropy, up to 1/N. */
  private static double[] pull(FiniteMlp network, Tensor x, int[] labels) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.on()) {
      double[] pull = network.forward(x).softmax(1).t().contiguous().toDoubles();
      for (int i = 0; i < labels.length; i++) {
        pull[labels[i] * labels.length + i] -= 1;
      }
      return pull;
    }
  }

  /** The layer with the largest alignment, counted from 1. */
  public static int peak(List<LayerReading> readings) {
    LayerReading best = readings.get(0);
    for (LayerReading each : readings) {
      best = each.alignment() > best.alignment() ? each : best;
    }
    return best.layer();
  }
}
