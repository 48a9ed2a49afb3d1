// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A multi-dimensional array in native memory, on the CPU or a GPU.
 *
 * <p>It belongs to the innermost {@link Scope} open on the thread that made it; {@link #keep} makes
 * the caller its owner. Methods ending in {@code InPlace} change this tensor and return it; all
 * others leave it alone. Views ({@link #narrow}, {@link #reshape} and their like) share memory with
 * their source. Negative dimensions count from the end. Shapes that do not fit are reported by
 * libtorch as a {@link RuntimeException}; they are errors of this program, not of a user.
 */
public final class Tensor implements AutoCloseable {
  static {
    Torch.load();
  }

  final org.bytedeco.pytorch.Tensor raw;

  Tensor(org.bytedeco.pytorch.Tensor raw) {
    this.raw = raw;
  }

  // ---- life ----

  /** Makes this tensor outlive its scope; the caller now owns it and calls {@link #close}. */
  public Tensor keep() {
    raw.retainReference();
    return this;
  }

  /** Gives a kept tensor's memory back; for one that a scope owns this is a mistake. */
  @Override
  public void close() {
    raw.releaseReference();
  }

  // ---- description ----

  public long[] shape() {
    long[] shape = new long[(int) raw.dim()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = raw.size(i);
    }
    return shape;
  }

  public long size(int dimension) {
    return raw.size(dimension);
  }

  public int dim() {
    return (int) raw.dim();
  }

  /** Number of elements. */
  public long numel() {
    return raw.numel();
  }

  public DType dtype() {
    return DType.of(raw.scalar_type());
  }

  public Device device() {
    return raw.is_cuda() ? new Device(Device.Type.CUDA, raw.device().index()) : Device.CPU;
  }

  /** Bytes its elements take. */
  public long bytes() {
    return numel() * dtype().bytes();
  }

  // ---- moving ----

  /** This tensor in another element type; itself if it has that type already. */
  public Tensor to(DType type) {
    return raw.scalar_type().value == type.raw.value ? this : new Tensor(raw.to(type.raw));
  }

  public Tensor to(Device device) {
    if (device().equals(device)) {
      return this;
    }
    return new Tensor(
        raw.to(device.raw(), raw.scalar_type(), false, false, new MemoryFormatOptional()));
  }

  /** A copy with its own memory, cut off from the graph. */
  public Tensor copy() {
    return new Tensor(raw.detach().clone());
  }

  public Tensor contiguous() {
    return new Tensor(raw.contiguous());
  }

  public Tensor copyFromInPlace(Tensor source) {
    raw.copy_(source.raw);
    return this;
  }

  // ---- views ----

  public Tensor reshape(long... shape) {
    return new Tensor(raw.reshape(shape));
  }

  public Tensor view(DType type) {
    return new Tensor(raw.view(type.raw));
  }

  public Tensor transpose(int first, int second) {
    return new Tensor(raw.transpose(first, second));
  }

  /** Transpose of a matrix. */
  public Tensor t() {
    return new Tensor(raw.t());
  }

  public Tensor narrow(int dimension, long start, long length) {
    return new Tensor(raw.narrow(dimension, start, length));
  }

  public Tensor select(int dimension, long index) {
    return new Tensor(raw.select(dimension, index));
  }

  public Tensor unsqueeze(int dimension) {
    return new Tensor(raw.unsqueeze(dimension));
  }

  public Tensor expand(long... shape) {
    return new Tensor(raw.expand(shape));
  }

  public Tensor indexSelect(int dimension, Tensor index) {
    return new Tensor(raw.index_select(dimension, index.raw));
  }

  public Tensor gather(int dimension, Tensor index) {
    return new Tensor(raw.gather(dimension, index.raw));
  }

  // ---- arithmetic ----

  public Tensor add(Tensor other) {
    return new Tensor(raw.add(other.raw));
  }

  public Tensor add(double value) {
    return new Tensor(raw.add(new Scalar(value)));
  }

  public Tensor sub(Tensor other) {
    return new Tensor(raw.sub(other.raw));
  }

  public Tensor mul(Tensor other) {
    return new Tensor(raw.mul(other.raw));
  }

  public Tensor mul(double value) {
    return new Tensor(raw.mul(new Scalar(value)));
  }

  public Tensor neg() {
    return new Tensor(raw.neg());
  }

  public Tensor pow(double exponent) {
    return new Tensor(raw.pow(new Scalar(exponent)));
  }

  public Tensor exp() {
    return new Tensor(raw.exp());
  }

  public Tensor log() {
    return new Tensor(raw.log());
  }

  public Tensor sqrt() {
    return new Tensor(raw.sqrt());
  }

  public Tensor rsqrt() {
    return new Tensor(raw.rsqrt());
  }

  public Tensor abs() {
    return new Tensor(raw.abs());
  }

  public Tensor matmul(Tensor other) {
    return new Tensor(raw.matmul(other.raw));
  }

  public Tensor addInPlace(Tensor other) {
    raw.add_(other.raw);
    return this;
  }

  /** {@code this += factor · other}. */
  public Tensor addInPlace(Tensor other, double factor) {
    raw.add_(other.raw, new Scalar(factor));
    return this;
  }

  /** Writes {@code this ∘ other} into {@code target}, which may be a view. */
  public void mulInto(Tensor other, Tensor target) {
    torch.mul_out(target.raw, raw, other.raw);
  }

  public Tensor mulInPlace(Tensor other) {
    raw.mul_(other.raw);
    return this;
  }

  public Tensor mulInPlace(double factor) {
    raw.mul_(new Scalar(factor));
    return this;
  }

  public Tensor zeroInPlace() {
    raw.zero_();
    return this;
  }

  public Tensor fillInPlace(double value) {
    raw.fill_(new Scalar(value));
    return this;
  }

  /** {@code this += factor · left·right}, matrices. Safe only if no graph has saved this tensor. */
  public Tensor addMatmulInPlace(Tensor left, Tensor right, double factor) {
    raw.addmm_(left.raw, right.raw, new Scalar(1), new Scalar(factor));
    return this;
  }

  /** {@code this[i] += left[i]·right[i]}, one product for each i of the first dimension. */
  public Tensor addMatmulsInPlace(Tensor left, Tensor right) {
    raw.baddbmm_(left.raw, right.raw);
    return this;
  }

  /** {@code this = factor · left·right}, matrices, whatever was here before. */
  public Tensor setMatmulInPlace(Tensor left, Tensor right, double factor) {
    raw.addmm_(left.raw, right.raw, new Scalar(0), new Scalar(factor));
    return this;
  }

  public Tensor indexAddInPlace(int dimension, Tensor index, Tensor source) {
    raw.index_add_(dimension, index.raw, source.raw);
    return this;
  }

  public Tensor indexCopyInPlace(int dimension, Tensor index, Tensor source) {
    raw.index_copy_(dimension, index.raw, source.raw);
    return this;
  }

  /** This tensor with slices replaced; takes part in autograd, unlike {@link #indexCopyInPlace}. */
  public Tensor indexCopy(int dimension, Tensor index, Tensor source) {
    return new Tensor(raw.index_copy(dimension, index.raw, source.raw));
  }

  public Tensor scatterAddInPlace(int dimension, Tensor index, Tensor source) {
    raw.scatter_add_(dimension, index.raw, source.raw);
    return this;
  }

  /** The elements (i, j) of a matrix with {@code j − i ≥ diagonal}; zero elsewhere. */
  public Tensor upperTriangle(long diagonal) {
    return new Tensor(raw.triu(diagonal));
  }

  /** The elements (i, j) of a matrix with {@code j − i ≤ diagonal}; zero elsewhere. */
  public Tensor lowerTriangle(long diagonal) {
    return new Tensor(raw.tril(diagonal));
  }

  // ---- reductions ----

  public Tensor sum() {
    return new Tensor(raw.sum());
  }

  public Tensor sum(int dimension, boolean keepDimension) {
    return new Tensor(raw.sum(new long[] {dimension}, keepDimension, new ScalarTypeOptional()));
  }

  public Tensor mean() {
    return new Tensor(raw.mean());
  }

  public Tensor max() {
    return new Tensor(raw.max());
  }

  public Tensor min() {
    return new Tensor(raw.min());
  }

  /** Euclidean norm of all elements. */
  public Tensor norm() {
    return new Tensor(raw.norm());
  }

  public Tensor softmax(int dimension) {
    return new Tensor(raw.softmax(dimension));
  }

  public Tensor logSoftmax(int dimension) {
    return new Tensor(raw.log_softmax(dimension));
  }

  /** The k largest along the last dimension, descending. */
  public ValuesAndIndices topK(long k) {
    return pair(raw.topk(k));
  }

  /**
   * Draws one index from each row of non-negative weights.
   *
   * @return int64, one column
   */
  public Tensor sampleIndex(RandomSource random) {
    return new Tensor(raw.multinomial(1, false, new GeneratorOptional(random.generator)));
  }

  /** Whether every element is neither infinite nor NaN. */
  public boolean isFinite() {
    return raw.isfinite().all().item_bool();
  }

  /** Whether shape, type and every element are equal, bit for bit except that NaN differs. */
  public boolean sameAs(Tensor other) {
    return raw.scalar_type().value == other.raw.scalar_type().value && raw.equal(other.raw);
  }

  /** Largest absolute difference, as float64; shapes must agree. */
  public double maxAbsDifference(Tensor other) {
    return numel() == 0 ? 0 : to(DType.FLOAT64).sub(other.to(DType.FLOAT64)).abs().max().item();
  }

  // ---- graph ----

  public boolean requiresGrad() {
    return raw.requires_grad();
  }

  public Tensor requiresGrad(boolean required) {
    raw.set_requires_grad(required);
    return this;
  }

  /** The same memory, cut off from the graph. */
  public Tensor detach() {
    return new Tensor(raw.detach());
  }

  /** A leaf of its own that shares this tensor's memory and records gradients. */
  public Tensor leaf() {
    return detach().requiresGrad(true);
  }

  /** Accumulated gradient, or null if there is none. */
  public @Nullable Tensor grad() {
    org.bytedeco.pytorch.Tensor grad = raw.grad();
    // grad() points into this tensor: copy the handle
    return grad.defined() ? new Tensor(new org.bytedeco.pytorch.Tensor(grad)) : null;
  }

  /** Backward from a scalar. */
  public void backward() {
    raw.backward();
  }

  /** Backward with a given gradient of the same shape. */
  public void backward(Tensor gradient) {
    raw.backward(
        gradient.raw, new org.bytedeco.pytorch.BoolOptional(), false, new TensorArrayRefOptional());
  }

  // ---- values out ----

  /** The single element, as a Java number. */
  public double item() {
    return raw.item_double();
  }

  public long itemLong() {
    return raw.item_long();
  }

  /** All elements in row-major order. */
  public float[] toFloats() {
    float[] values = new float[Math.toIntExact(numel())];
    if (values.length > 0) { // an empty tensor has no address
      to(DType.FLOAT32).onCpu().data_ptr_float().get(values);
    }
    return values;
  }

  public double[] toDoubles() {
    double[] values = new double[Math.toIntExact(numel())];
    if (values.length > 0) { // an empty tensor has no address
      to(DType.FLOAT64).onCpu().data_ptr_double().get(values);
    }
    return values;
  }

  /**
   * Copies all elements in row-major order to the front of an array, which makes no new one.
   *
   * @param target room for {@link #numel} numbers at least
   */
  public void copyTo(double[] target) {
    int count = Math.toIntExact(numel());
    if (target.length < count) {
      throw new IllegalArgumentException(
          "an array of %d numbers has no room for %s; make it longer"
              .formatted(target.length, this));
    }
    if (count > 0) { // an empty tensor has no address
      to(DType.FLOAT64).onCpu().data_ptr_double().get(target, 0, count);
    }
  }

  public long[] toLongs() {
    long[] values = new long[Math.toIntExact(numel())];
    if (values.length > 0) { // an empty tensor has no address
      to(DType.INT64).onCpu().data_ptr_long().get(values);
    }
    return values;
  }

  private org.bytedeco.pytorch.Tensor onCpu() {
    org.bytedeco.pytorch.Tensor plain = raw.detach();
    return (plain.is_cuda() ? plain.cpu() : plain).contiguous();
  }

  @Override
  public String toString() {
    return dtype() + java.util.Arrays.toString(shape());
  }

  /**
   * Values and where they were found.
   *
   * @param values in the source's type
   * @param indices int64, same shape
   */
  public record ValuesAndIndices(Tensor values, Tensor indices) {}

  private static ValuesAndIndices pair(T_TensorTensor_T result) {
    return new ValuesAndIndices(
        new Tensor(new org.bytedeco.pytorch.Tensor(result.get0())),
        new Tensor(new org.bytedeco.pytorch.Tensor(result.get1())));
  }

  static TensorVector vector(java.util.List<Tensor> tensors) {
    TensorVector vector = new TensorVector();
    tensors.forEach(t -> vector.push_back(t.raw));
    return vector;
  }

  static DeviceOptional optional(Device device) {
    return new DeviceOptional(device.raw());
  }
}
