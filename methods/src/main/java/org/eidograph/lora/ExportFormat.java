// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.util.Locale;

/** Programs beside PEFT that an adapter can be written for. */
public enum ExportFormat {
  /**
   * A PEFT directory for llama.cpp's {@code convert_lora_to_gguf.py}. That program and the file it
   * makes know one number, {@code lora_alpha}, and multiply by {@code lora_alpha/r} with the rank
   * of each tensor: rsLoRA and patterns would be lost, so they are folded into B.
   */
  GGUF,
  /**
   * {@code adapters.safetensors} and {@code adapter_config.json} of mlx-lm: factors transposed, one
   * scale that multiplies directly, module names relative to a layer.
   */
  MLX;

  /** As users write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
