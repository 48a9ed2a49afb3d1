// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eidograph.base.UsageException;
import org.eidograph.torch.DType;

/** Element types as options name them. */
final class TypeNames {
  private static final Map<String, DType> TYPES =
      Map.of(
          "fp32", DType.FLOAT32,
          "float32", DType.FLOAT32,
          "bf16", DType.BFLOAT16,
          "bfloat16", DType.BFLOAT16,
          "fp16", DType.FLOAT16,
          "float16", DType.FLOAT16);

  private TypeNames() {}

  /**
   * Reads an option's value.
   *
   * @param allowed short names, as the message gives them
   * @throws UsageException if it is none of them
   */
  static DType parse(String option, String text, String... allowed) {
    DType type = TYPES.get(text.toLowerCase(Locale.ROOT));
    if (type == null || List.of(allowed).stream().noneMatch(name -> TYPES.get(name) == type)) {
      throw new UsageException(
          "%s must be %s, got '%s'".formatted(option, String.join(" or ", allowed), text));
    }
    return type;
  }
}
