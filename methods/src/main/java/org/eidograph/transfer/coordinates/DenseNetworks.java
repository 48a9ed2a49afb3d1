// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.coordinates;

import java.util.List;
import java.util.function.Function;
import org.eidograph.theory.scaling.Fans;
import org.eidograph.theory.scaling.ScaledTensor;
import org.eidograph.theory.scaling.TensorRole;
import org.eidograph.theory.scaling.sweep.CoordinateSlope.Watched;
import org.eidograph.torch.Nn;
import org.eidograph.torch.Tensor;

/**
 * Networks 32 → n → n → n → 10 of growing width n with ReLU and without biases; watched are the
 * sums before ReLU. They start with He's {@code √(2/fan_in)}, the readout with {@code 1/√fan_in}.
 */
public final class DenseNetworks implements NetworkSeries {
  private static final int INPUTS = 32;
  private static final int CLASSES = 10;
  private static final List<String> HIDDEN = List.of("layer 1", "layer 2", "layer 3");
  static final String READOUT = "logits";

  private final ClassBatch batch;

  /**
   * A series.
   *
   * @param batchSize inputs of the batch, at least 1
   * @param seed of the batch
   */
  public DenseNetworks(int batchSize, long seed) {
    this.batch = ClassBatch.draw(batchSize, INPUTS, CLASSES, seed);
  }

  @Override
  public Axis axis() {
    return Axis.WIDTH;
  }

  @Override
  public String describe() {
    return "%d-n-n-n-%d, ReLU, batch of %d".formatted(INPUTS, CLASSES, batch.classes().length);
  }

  @Override
  public PlainNetwork draw(WatchedRules rules, int smallest, int size, long seed) {
    double gain = Math.sqrt(2);
    double inner = gain / Math.sqrt(smallest);
    double outer = rules.zeroReadout() ? 0 : 1 / Math.sqrt(smallest);
    ScaledTensor first =
        new ScaledTensor(
            TensorRole.EMBEDDING, new Fans(smallest, INPUTS), new Fans(size, INPUTS), false);
    ScaledTensor hidden = ScaledTensor.square(TensorRole.HIDDEN, smallest, size);
    ScaledTensor last =
        new ScaledTensor(
            TensorRole.READOUT, new Fans(CLASSES, smallest), new Fans(CLASSES, size), false);
    return new PlainNetwork(
        List.of(
            new PlainNetwork.Matrix(HIDDEN.get(0), first, gain / Math.sqrt(INPUTS)),
            new PlainNetwork.Matrix(HIDDEN.get(1), hidden, inner),
            new PlainNetwork.Matrix(HIDDEN.get(2), hidden, inner),
            new PlainNetwork.Matrix(READOUT, last, outer)),
        rules,
        1,
        seed,
        this::logits,
        batch.classes());
  }

  private Tensor logits(Function<String, Tensor> weight, WatchedNetwork.Observer observer) {
    Tensor x = batch.inputs();
    for (String layer : HIDDEN) {
      Tensor sums = Nn.linear(x, weight.apply(layer), null);
      observer.see(layer, Watched.HIDDEN, sums);
      x = Nn.relu(sums);
    }
    Tensor logits = Nn.linear(x, weight.apply(READOUT), null);
    observer.see(READOUT, Watched.LOGITS, logits);
    return logits;
  }
}
