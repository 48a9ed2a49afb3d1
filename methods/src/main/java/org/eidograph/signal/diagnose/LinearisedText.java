// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eidograph.model.Pass;
import org.eidograph.model.SegmentedModel;
import org.eidograph.model.Sequences;
import org.eidograph.model.nn.Segment;
import org.eidograph.torch.Autograd;
import org.eidograph.torch.Autograd.Mode;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * A model's blocks at one text, ready for products with their Jacobians {@code J_l =
 * ∂x_l/∂x_{l−1}}.
 *
 * <p>Each block has a graph of its own, and a second one for {@code w = J_lᵀ·u} as a function of u:
 * it is linear in u, so that {@code J_l·v} is the gradient of {@code w·v}. Holds both until closed:
 * about twice the activations of a forward pass. Must be made inside {@link
 * Autograd#twiceDifferentiable}.
 */
final class LinearisedText implements AutoCloseable {
  private final ProbedModel model;
  private final int[] ids;
  private final List<Tensor> inputs = new ArrayList<>();
  private final List<Tensor> outputs = new ArrayList<>();
  private final List<Tensor> directions = new ArrayList<>();
  private final List<Tensor> products = new ArrayList<>();

  private LinearisedText(ProbedModel model, int[] ids) {
    this.model = model;
    this.ids = ids;
  }

  /** Runs the blocks; the caller closes. */
  static LinearisedText of(ProbedModel model, int[] ids, StreamTap tap) {
    LinearisedText text = new LinearisedText(model, ids);
    try {
      text.run(tap);
      return text;
    } catch (RuntimeException e) {
      text.close();
      throw e;
    }
  }

  private void run(StreamTap tap) {
    Device device = model.model().device();
    Pass pass = Pass.inference(Sequences.of(ids), device).watchedBy(tap);
    try (Scope scope = Scope.open()) {
      Tensor x = Tensors.empty(DType.FLOAT32, device, 0);
      try (NoGrad off = NoGrad.on()) {
        x = model.model().segments().get(0).forward(x, pass);
      }
      for (int block = 0; block < blocks(); block++) {
        tap.enter(x);
        x = record(model.block(block), x, pass);
      }
      tap.enter(x);
    }
  }

  private Tensor record(Segment segment, Tensor x, Pass pass) {
    try (Scope scope = Scope.open()) {
      Tensor input = x.leaf().keep();
      inputs.add(input);
      Tensor output = segment.forward(input, pass).keep();
      outputs.add(output);
      Tensor direction = Tensors.zerosLike(output).leaf().keep();
      directions.add(direction);
      products.add(
          Autograd.vectorJacobian(
                  List.of(output), List.of(input), List.of(direction), Mode.DIFFERENTIABLE)
              .get(0)
              .keep());
      return output;
    }
  }

  /** Number of blocks L. */
  int blocks() {
    return model.blocks();
  }

  /** Tokens of the text times width: the length of the vectors. */
  long size() {
    return inputs.get(0).numel();
  }

  /** Shape of the vectors. */
  long[] shape() {
    return inputs.get(0).shape();
  }

  /** {@code J_lᵀ·u} of block {@code l}, counted from 0. */
  Tensor transposed(int block, Tensor u) {
    return Autograd.vectorJacobian(
            List.of(outputs.get(block)), List.of(inputs.get(block)), List.of(u), Mode.KEEP)
        .get(0);
  }

  /** {@code J_l·v} of block {@code l}, counted from 0. */
  Tensor times(int block, Tensor v) {
    return Autograd.vectorJacobian(
            List.of(products.get(block)), List.of(directions.get(block)), List.of(v), Mode.KEEP)
        .get(0);
  }

  /** {@code J·v} of all blocks. */
  Tensor timesAll(Tensor v) {
    Tensor x = v;
    for (int block = 0; block < blocks(); block++) {
      x = times(block, x);
    }
    return x;
  }

  /** {@code Jᵀ·u} of all blocks. */
  Tensor transposedAll(Tensor u) {
    Tensor x = u;
    for (int block = blocks() - 1; block >= 0; block--) {
      x = transposed(block, x);
    }
    return x;
  }

  /**
   * Gradient of a decoder's next-token loss, summed over the text, with respect to the last block's
   * output; belongs to the innermost scope.
   */
  Tensor lossGradient() {
    Tensor last = outputs.get(blocks() - 1).leaf();
    SegmentedModel decoder = model.model();
    Pass pass = Pass.inference(Sequences.of(ids), decoder.device());
    Tensor hidden = model.block(blocks()).forward(last, pass); // the norm behind the blocks
    int targets = ids.length - 1;
    int[] next = Arrays.copyOfRange(ids, 1, ids.length);
    Tensor logits = decoder.head().forward(hidden.narrow(0, 0, targets), pass);
    Tensor loss =
        logits
            .logSoftmax(1)
            .gather(1, Tensors.ofInts(next, decoder.device()).unsqueeze(1))
            .sum()
            .neg();
    return Autograd.gradients(loss, List.of(last), Mode.FREE).get(0);
  }

  @Override
  public void close() {
    List.of(products, directions, outputs, inputs).forEach(all -> all.forEach(Tensor::close));
  }
}
