// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.coordinates;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.eidograph.theory.scaling.Fans;
import org.eidograph.theory.scaling.ScaledTensor;
import org.eidograph.theory.scaling.TensorRole;
import org.eidograph.theory.scaling.sweep.CoordinateSlope.Watched;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Nn;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * Residual networks of width 64 and growing depth L, 16 inputs and 10 classes:
 *
 * <pre>
 * x_0 = W·input,   x_l = x_(l-1) + m_L^-α·B_l·ReLU(A_l·rms(x_(l-1))),   logits = V·rms(x_L)
 * </pre>
 *
 * <p>Watched are x_0, x_{L/2}, x_L and the logits. What a single block adds falls with the depth,
 * as it should, so only sums over a fixed share of the blocks are expected to stay.
 */
public final class ResidualNetworks implements NetworkSeries {
  private static final int WIDTH = 64;
  private static final int INNER = 2 * WIDTH;
  private static final int INPUTS = 16;
  private static final int CLASSES = 10;
  private static final double NORM_EPSILON = 1e-6;
  private static final String INPUT = "input";
  static final String LAST = "last block";

  private final ClassBatch batch;

  /**
   * A series.
   *
   * @param batchSize inputs of the batch, at least 1
   * @param seed of the batch
   */
  public ResidualNetworks(int batchSize, long seed) {
    this.batch = ClassBatch.draw(batchSize, INPUTS, CLASSES, seed);
  }

  @Override
  public Axis axis() {
    return Axis.DEPTH;
  }

  @Override
  public String describe() {
    return "residual ReLU network of width %d, batch of %d"
        .formatted(WIDTH, batch.classes().length);
  }

  @Override
  public PlainNetwork draw(WatchedRules rules, int smallest, int size, long seed) {
    double growth = (double) size / smallest;
    double branch = rules.recipe().recipe().depth().branchMultiplier(growth);
    List<PlainNetwork.Matrix> matrices = new ArrayList<>();
    matrices.add(matrix(INPUT, TensorRole.EMBEDDING, WIDTH, INPUTS, false));
    for (int block = 0; block < size; block++) {
      matrices.add(matrix("A" + block, TensorRole.HIDDEN, INNER, WIDTH, true));
      matrices.add(matrix("B" + block, TensorRole.HIDDEN, WIDTH, INNER, true));
    }
    PlainNetwork.Matrix readout =
        matrix(DenseNetworks.READOUT, TensorRole.READOUT, CLASSES, WIDTH, false);
    matrices.add(
        rules.zeroReadout()
            ? new PlainNetwork.Matrix(readout.name(), readout.tensor(), 0)
            : readout);
    return new PlainNetwork(
        matrices,
        rules,
        growth,
        seed,
        (weight, observer) -> logits(weight, observer, size, branch),
        batch.classes());
  }

  private static PlainNetwork.Matrix matrix(
      String name, TensorRole role, int out, int in, boolean inBlock) {
    Fans fans = new Fans(out, in); // the width stays
    return new PlainNetwork.Matrix(
        name, new ScaledTensor(role, fans, fans, inBlock), 1 / Math.sqrt(in));
  }

  private Tensor logits(
      Function<String, Tensor> weight,
      WatchedNetwork.Observer observer,
      int blocks,
      double branch) {
    Tensor gain = Tensors.ones(DType.FLOAT32, Device.CPU, WIDTH);
    Tensor x = Nn.linear(batch.inputs(), weight.apply(INPUT), null);
    observer.see(INPUT, Watched.HIDDEN, x);
    for (int block = 0; block < blocks; block++) {
      Tensor h = Nn.rmsNorm(x, gain, NORM_EPSILON);
      Tensor inner = Nn.relu(Nn.linear(h, weight.apply("A" + block), null));
      x = x.add(Nn.linear(inner, weight.apply("B" + block), null).mul(branch));
      if (block == blocks / 2 - 1) {
        observer.see("middle block", Watched.HIDDEN, x);
      }
    }
    observer.see(LAST, Watched.HIDDEN, x);
    Tensor h = Nn.rmsNorm(x, gain, NORM_EPSILON);
    Tensor logits = Nn.linear(h, weight.apply(DenseNetworks.READOUT), null);
    observer.see(DenseNetworks.READOUT, Watched.LOGITS, logits);
    return logits;
  }
}
