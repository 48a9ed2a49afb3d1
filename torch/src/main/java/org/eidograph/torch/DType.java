// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import org.bytedeco.pytorch.global.torch.ScalarType;

/** Element types, with their size and their name in safetensors files. */
public enum DType {
  FLOAT64("F64", 8, true, ScalarType.Double),
  FLOAT32("F32", 4, true, ScalarType.Float),
  FLOAT16("F16", 2, true, ScalarType.Half),
  BFLOAT16("BF16", 2, true, ScalarType.BFloat16),
  INT64("I64", 8, false, ScalarType.Long),
  INT32("I32", 4, false, ScalarType.Int),
  INT16("I16", 2, false, ScalarType.Short),
  INT8("I8", 1, false, ScalarType.Char),
  UINT8("U8", 1, false, ScalarType.Byte),
  BOOL("BOOL", 1, false, ScalarType.Bool);

  private final String safetensorsName;
  private final int bytes;
  private final boolean floating;
  final ScalarType raw;

  DType(String safetensorsName, int bytes, boolean floating, ScalarType raw) {
    this.safetensorsName = safetensorsName;
    this.bytes = bytes;
    this.floating = floating;
    this.raw = raw;
  }

  /** Name in a safetensors header, for example {@code BF16}. */
  public String safetensorsName() {
    return safetensorsName;
  }

  /** Bytes per element. */
  public int bytes() {
    return bytes;
  }

  /** Whether it holds real numbers. */
  public boolean isFloating() {
    return floating;
  }

  /** The type of sums over elements of this one: float64 for float64, float32 for all others. */
  public DType ofSums() {
    return this == FLOAT64 ? FLOAT64 : FLOAT32;
  }

  static DType of(ScalarType raw) {
    for (DType type : values()) {
      if (type.raw.value == raw.value) {
        return type;
      }
    }
    throw new IllegalArgumentException("unsupported element type " + raw);
  }
}
