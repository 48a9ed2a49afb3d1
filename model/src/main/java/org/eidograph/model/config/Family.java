// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

public enum Family {
  LLAMA,
  MISTRAL,
  QWEN2,
  QWEN3,
  GPT2
}
