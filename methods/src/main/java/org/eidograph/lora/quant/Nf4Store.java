// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.quant;

import org.eidograph.base.BadInputException;
import org.eidograph.base.UsageException;
import org.eidograph.model.FrozenStore;
import org.eidograph.model.Parameter;
import org.eidograph.model.SegmentedModel;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.Segment;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Tensor;

/**
 * A frozen weight in four bits, doubly quantised, read back in the type it had.
 *
 * @param type of {@link #value}
 */
public record Nf4Store(QuantisedMatrix matrix, DType type) implements FrozenStore {
  /**
   * Puts the matrices of a model's layers into four bits. Embedding, head, norms and biases stay as
   * they are.
   *
   * @return numbers that were quantised
   * @throws UsageException if one of the matrices is trained, or the model is not on the CPU
   * @throws BadInputException if one holds a number that is not finite
   */
  public static long quantise(SegmentedModel model) {
    if (!model.device().equals(Device.CPU)) {
      throw new UsageException(
          "a model must be on the CPU to be quantised, but is on %s; leave quantising out"
              .formatted(model.device()));
    }
    long numbers = 0;
    for (Segment segment : model.segments()) {
      for (Linear linear : segment.linears()) {
        numbers += quantise(linear.weightParameter());
      }
    }
    return numbers;
  }

  private static long quantise(Parameter weight) {
    DType type = weight.dtype();
    QuantisedMatrix matrix = matrix(weight);
    try {
      weight.freezeInto(new Nf4Store(matrix, type));
    } catch (UsageException e) {
      matrix.close();
      throw e;
    }
    return matrix.shape()[0] * matrix.shape()[1];
  }

  private static QuantisedMatrix matrix(Parameter weight) {
    try {
      return QuantisedMatrix.of(weight.value().detach(), true);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(
          "%s: %s; is the checkpoint damaged?".formatted(weight.name(), e.getMessage()), e);
    }
  }

  /** What a float32 matrix becomes in this form. */
  public static Tensor roundTrip(Tensor weight) {
    try (QuantisedMatrix quantised = QuantisedMatrix.of(weight.detach(), true)) {
      return quantised.dequantise(DType.FLOAT32);
    }
  }

  @Override
  public long[] shape() {
    return matrix.shape();
  }

  @Override
  public DType dtype() {
    return type;
  }

  @Override
  public long bytes() {
    return matrix.bytes();
  }

  @Override
  public Tensor value() {
    return matrix.dequantise(type);
  }

  @Override
  public void close() {
    matrix.close();
  }
}
