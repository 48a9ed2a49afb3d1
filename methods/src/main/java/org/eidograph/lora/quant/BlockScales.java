// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.quant;

import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * The largest magnitude of each block of a quantised weight, as it is or in eight bits.
 *
 * <p>Double quantisation takes the mean off and stores the rest as {@link DynamicFloat8}, in groups
 * of 256 with a float32 magnitude each: 8.13 bits a block in place of 32.
 *
 * @param exact (blocks) float32; null where they are quantised
 * @param codes (blocks) uint8; null where they are exact
 * @param groups (⌈blocks/256⌉) float32, likewise
 * @param offset the mean that was taken off
 */
record BlockScales(
    @Nullable Tensor exact, @Nullable Tensor codes, @Nullable Tensor groups, float offset) {
  /** Blocks that share a second magnitude. */
  static final int GROUP = 256;

  /** As they are, owned by the caller. */
  static BlockScales exact(float[] magnitudes) {
    try (Scope scope = Scope.open()) {
      return new BlockScales(Tensors.ofFloats(magnitudes, magnitudes.length).keep(), null, null, 0);
    }
  }

  /** In eight bits, owned by the caller. */
  static BlockScales doubled(float[] magnitudes) {
    try (Scope scope = Scope.open()) {
      float offset =
          (float) Tensors.ofFloats(magnitudes, magnitudes.length).mean().item(); // as the reference
      int count = (magnitudes.length + GROUP - 1) / GROUP;
      float[] groups = new float[count];
      byte[] codes = new byte[magnitudes.length];
      for (int group = 0; group < count; group++) {
        int end = Math.min(magnitudes.length, (group + 1) * GROUP);
        for (int i = group * GROUP; i < end; i++) {
          groups[group] = Math.max(groups[group], Math.abs(magnitudes[i] - offset));
        }
        for (int i = group * GROUP; i < end; i++) {
          float scaled = groups[group] == 0 ? 0 : (magnitudes[i] - offset) / groups[group];
          codes[i] = (byte) DynamicFloat8.code(scaled);
        }
      }
      return new BlockScales(
          null,
          Tensors.ofBytes(codes, codes.length).keep(),
          Tensors.ofFloats(groups, count).keep(),
          offset);
    }
  }

  /** The magnitudes read back. */
  float[] magnitudes() {
    if (codes == null || groups == null) {
      return java.util.Objects.requireNonNull(exact).toFloats();
    }
    float[] values = DynamicFloat8.values();
    float[] group = groups.toFloats();
    long[] code = codes.toLongs();
    float[] magnitudes = new float[code.length];
    for (int i = 0; i < code.length; i++) {
      magnitudes[i] = values[(int) code[i]] * group[i / GROUP] + offset;
    }
    return magnitudes;
  }

  long bytes() {
    if (codes == null || groups == null) {
      return java.util.Objects.requireNonNull(exact).bytes();
    }
    return codes.bytes() + groups.bytes() + Float.BYTES;
  }

  void close() {
    for (Tensor tensor : new Tensor[] {exact, codes, groups}) {
      if (tensor != null) {
        tensor.close();
      }
    }
  }
}
