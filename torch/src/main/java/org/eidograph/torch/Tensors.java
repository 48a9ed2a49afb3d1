// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** Makes tensors; each belongs to the innermost open {@link Scope} of the calling thread. */
public final class Tensors {
  static {
    Torch.load();
  }

  private Tensors() {}

  /** Uninitialised. */
  public static Tensor empty(DType type, Device device, long... shape) {
    return new Tensor(torch.empty(shape, options(type, device), new MemoryFormatOptional()));
  }

  public static Tensor zeros(DType type, Device device, long... shape) {
    return empty(type, device, shape).zeroInPlace();
  }

  public static Tensor ones(DType type, Device device, long... shape) {
    return full(1, type, device, shape);
  }

  public static Tensor full(double value, DType type, Device device, long... shape) {
    return empty(type, device, shape).fillInPlace(value);
  }

  public static Tensor zerosLike(Tensor other) {
    return zeros(other.dtype(), other.device(), other.shape());
  }

  public static Tensor emptyLike(Tensor other) {
    return empty(other.dtype(), other.device(), other.shape());
  }

  /** 0, 1, …, n−1 as int64. */
  public static Tensor range(long n, Device device) {
    return new Tensor(torch.arange(new Scalar(n), options(DType.INT64, device)));
  }

  /** Copies values; float32 on the CPU. */
  public static Tensor ofFloats(float[] values, long... shape) {
    Tensor tensor = sized(values.length, empty(DType.FLOAT32, Device.CPU, shape));
    if (values.length > 0) { // an empty tensor has no address
      tensor.raw.data_ptr_float().put(values);
    }
    return tensor;
  }

  /** Copies values; float64 on the CPU. */
  public static Tensor ofDoubles(double[] values, long... shape) {
    Tensor tensor = sized(values.length, empty(DType.FLOAT64, Device.CPU, shape));
    if (values.length > 0) { // an empty tensor has no address
      tensor.raw.data_ptr_double().put(values);
    }
    return tensor;
  }

  /** Copies values; int64 on the CPU. */
  public static Tensor ofLongs(long[] values, long... shape) {
    Tensor tensor = sized(values.length, empty(DType.INT64, Device.CPU, shape));
    if (values.length > 0) { // an empty tensor has no address
      tensor.raw.data_ptr_long().put(values);
    }
    return tensor;
  }

  /** Copies bytes as numbers from 0 to 255; uint8 on the CPU. */
  public static Tensor ofBytes(byte[] values, long... shape) {
    Tensor tensor = sized(values.length, empty(DType.UINT8, Device.CPU, shape));
    if (values.length > 0) { // an empty tensor has no address
      new BytePointer(tensor.raw.data_ptr()).put(values);
    }
    return tensor;
  }

  /** Token ids or labels as a vector of int64 on a device. */
  public static Tensor ofInts(int[] values, Device device) {
    long[] wide = java.util.Arrays.stream(values).asLongStream().toArray();
    Tensor tensor = ofLongs(wide, values.length);
    return device.equals(Device.CPU) ? tensor : tensor.to(device);
  }

  /** Standard normal, float32 on the CPU, so that a seed gives the same values on every device. */
  public static Tensor normal(RandomSource random, long... shape) {
    return new Tensor(
        torch.randn(
            shape, new GeneratorOptional(random.generator), options(DType.FLOAT32, Device.CPU)));
  }

  /** Uniform in [−bound, bound), float32 on the CPU. */
  public static Tensor uniform(RandomSource random, double bound, long... shape) {
    return new Tensor(
            torch.rand(
                shape, new GeneratorOptional(random.generator), options(DType.FLOAT32, Device.CPU)))
        .mulInPlace(2 * bound)
        .addInPlace(full(-bound, DType.FLOAT32, Device.CPU, 1));
  }

  /** Joins along an existing dimension. */
  public static Tensor cat(List<Tensor> parts, int dimension) {
    return parts.size() == 1
        ? parts.get(0)
        : new Tensor(torch.cat(Tensor.vector(parts), dimension));
  }

  /** Joins along a new dimension. */
  public static Tensor stack(List<Tensor> parts, int dimension) {
    return new Tensor(torch.stack(Tensor.vector(parts), dimension));
  }

  /** Values are copied to a raw address, so their count is checked first. */
  private static Tensor sized(int count, Tensor tensor) {
    if (count != tensor.numel()) {
      throw new IllegalArgumentException(
          "a tensor %s needs %s values, got %s".formatted(tensor, tensor.numel(), count));
    }
    return tensor;
  }

  static TensorOptions options(DType type, Device device) {
    TensorOptions options = new TensorOptions(type.raw);
    return device.equals(Device.CPU) ? options : options.device(Tensor.optional(device));
  }

  static ScalarTypeOptional optional(DType type) {
    return new ScalarTypeOptional(type.raw);
  }
}
