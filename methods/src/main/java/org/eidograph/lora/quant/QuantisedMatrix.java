// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.quant;

import java.util.Arrays;
import java.util.List;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Nn;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * A matrix in four-bit NormalFloat: its numbers in row-major order, in blocks of 64 that are
 * divided by their largest magnitude and rounded to {@link NormalFloat4}, two codes to a byte, the
 * first in the high half. A last block may be shorter. Codes and magnitudes are those of
 * bitsandbytes.
 *
 * <p>It owns native memory until {@link #close}; reading from several threads is safe.
 */
public final class QuantisedMatrix implements AutoCloseable {
  /** Numbers that share a magnitude. */
  public static final int BLOCK = 64;

  private static final float SMALLEST = 1e-38f; // keeps the reciprocal of a zero block finite

  private final long[] shape;
  private final Tensor packed; // (⌈n/2⌉) uint8
  private final BlockScales scales;

  private QuantisedMatrix(long[] shape, Tensor packed, BlockScales scales) {
    this.shape = shape;
    this.packed = packed;
    this.scales = scales;
  }

  /**
   * Quantises.
   *
   * @param matrix (out, in), real
   * @param doubled whether the magnitudes are quantised too
   * @return owned by the caller
   * @throws IllegalArgumentException if the matrix records gradients, is no matrix, is empty, or
   *     holds a number that is not finite
   */
  public static QuantisedMatrix of(Tensor matrix, boolean doubled) {
    if (matrix.requiresGrad()) {
      throw new IllegalArgumentException(
          "only a frozen matrix can be quantised, got a trained one %s; freeze it or leave it as it is"
              .formatted(matrix));
    }
    if (matrix.dim() != 2 || matrix.numel() == 0 || !matrix.isFinite()) {
      throw new IllegalArgumentException(
          "a quantised matrix must have two dimensions and finite numbers, got " + matrix);
    }
    try (Scope scope = Scope.open()) {
      float[] values = matrix.toFloats();
      float[] magnitudes = new float[(values.length + BLOCK - 1) / BLOCK];
      byte[] codes = new byte[(values.length + 1) / 2];
      for (int block = 0; block < magnitudes.length; block++) {
        int end = Math.min(values.length, (block + 1) * BLOCK);
        magnitudes[block] = pack(values, block * BLOCK, end, codes);
      }
      if (values.length % 2 != 0) {
        codes[codes.length - 1] |= (byte) NormalFloat4.code(0);
      }
      return new QuantisedMatrix(
          matrix.shape(),
          Tensors.ofBytes(codes, codes.length).keep(),
          doubled ? BlockScales.doubled(magnitudes) : BlockScales.exact(magnitudes));
    }
  }

  /** Packs one block and gives its magnitude. */
  private static float pack(float[] values, int start, int end, byte[] codes) {
    float largest = 0;
    for (int i = start; i < end; i++) {
      largest = Math.max(largest, Math.abs(values[i]));
    }
    // as the reference: a whole block is multiplied by the reciprocal, a shorter one divided
    boolean whole = end - start == BLOCK;
    float divisor = Math.max(largest, SMALLEST);
    float reciprocal = 1 / divisor;
    for (int i = start; i < end; i++) {
      float scaled = whole ? values[i] * reciprocal : values[i] / divisor;
      int code = NormalFloat4.code(Math.max(-1, Math.min(1, scaled)));
      codes[i / 2] |= (byte) (i % 2 == 0 ? code << 4 : code);
    }
    return whole ? largest : divisor;
  }

  /** Rows and columns. */
  public long[] shape() {
    return shape.clone();
  }

  /** Bytes it takes. */
  public long bytes() {
    return packed.bytes() + scales.bytes();
  }

  /** The codes, two to a byte, owned by this object. */
  Tensor packed() {
    return packed;
  }

  BlockScales scales() {
    return scales;
  }

  /**
   * The matrix as its codes say it, owned by the innermost scope.
   *
   * @param type FLOAT32, or BFLOAT16 or FLOAT16, to which the float32 values are rounded
   */
  public Tensor dequantise(DType type) {
    Tensor kept;
    try (Scope scope = Scope.open()) {
      float[] magnitudes = scales.magnitudes();
      long blocks = magnitudes.length;
      Tensor codes = packed;
      long missing = blocks * BLOCK / 2 - packed.numel();
      if (missing > 0) {
        codes = Tensors.cat(List.of(packed, zeros(missing)), 0);
      }
      Tensor values = Nn.embedding(pairs(), codes.to(DType.INT32)).reshape(blocks, BLOCK);
      Tensor scaled = values.mulInPlace(Tensors.ofFloats(magnitudes, blocks, 1));
      long count = shape[0] * shape[1];
      kept = scaled.reshape(-1).narrow(0, 0, count).reshape(shape).to(type).contiguous().keep();
    }
    try (kept) {
      return kept.detach();
    }
  }

  private static Tensor zeros(long count) {
    return Tensors.zeros(DType.UINT8, Device.CPU, count);
  }

  /** Both values of each byte, (256, 2). */
  private static Tensor pairs() {
    float[] values = NormalFloat4.values();
    float[] pairs = new float[512];
    for (int code = 0; code < 256; code++) {
      pairs[2 * code] = values[code >> 4];
      pairs[2 * code + 1] = values[code & 15];
    }
    return Tensors.ofFloats(pairs, 256, 2);
  }

  @Override
  public void close() {
    packed.close();
    scales.close();
  }

  @Override
  public String toString() {
    return "NF4" + Arrays.toString(shape);
  }
}
