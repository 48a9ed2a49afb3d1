// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import java.nio.charset.StandardCharsets;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.global.torch;

/**
 * A stream of random numbers with its own state, one per purpose (initialisation, dropout,
 * sampling), so that changing one leaves the others as they were.
 */
public final class RandomSource implements AutoCloseable {
  static {
    Torch.load();
  }

  final Generator generator;

  private RandomSource(Generator generator) {
    this.generator = generator;
  }

  /** A stream that a seed determines; the caller owns it. */
  public static RandomSource of(long seed) {
    Generator generator = torch.createCPUGenerator(seed);
    generator.retainReference();
    return new RandomSource(generator);
  }

  /**
   * A stream for one purpose of a run: streams with different names are independent, and adding a
   * module does not change the numbers of another.
   */
  public static RandomSource of(long seed, String purpose) {
    return of(derive(seed, purpose));
  }

  /** The seed of a purpose: FNV-1a over the name, mixed with the run's seed. */
  public static long derive(long seed, String purpose) {
    long hash = 0xcbf29ce484222325L; // FNV offset basis, 64 bit
    for (byte b : purpose.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L; // FNV prime
    }
    hash ^= seed * 0x9e3779b97f4a7c15L; // golden-ratio mixing keeps nearby seeds apart
    hash ^= hash >>> 32;
    return hash & Long.MAX_VALUE;
  }

  /** The state, to be stored in a checkpoint. */
  public byte[] state() {
    try (Scope scope = Scope.open()) {
      org.bytedeco.pytorch.Tensor state = generator.get_state();
      byte[] bytes = new byte[Math.toIntExact(state.numel())];
      new BytePointer(state.data_ptr()).get(bytes);
      return bytes;
    }
  }

  /** Continues from a stored state. */
  public void restore(byte[] state) {
    try (Scope scope = Scope.open()) {
      Tensor tensor = Tensors.empty(DType.UINT8, Device.CPU, state.length);
      new BytePointer(tensor.raw.data_ptr()).put(state);
      generator.set_state(tensor.raw);
    }
  }

  @Override
  public void close() {
    generator.releaseReference();
  }
}
