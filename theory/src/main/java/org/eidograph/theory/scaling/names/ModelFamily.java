// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.names;

import java.util.Arrays;
import java.util.Locale;

/** Model families whose tensor names are known; each is a {@code model_type} of Hugging Face. */
public enum ModelFamily {
  LLAMA,
  MISTRAL,
  QWEN2,
  QWEN3,
  GRANITE,
  MIXTRAL,
  GPT2,
  BERT,
  ROBERTA;

  NameTable table() {
    return switch (this) {
      case LLAMA, MISTRAL, QWEN2, GRANITE -> LlamaNames.DENSE;
      case QWEN3 -> LlamaNames.WITH_HEAD_NORMS;
      case MIXTRAL -> LlamaNames.WITH_EXPERTS;
      case GPT2 -> Gpt2Names.TABLE;
      case BERT -> BertNames.BERT;
      case ROBERTA -> BertNames.ROBERTA;
    };
  }

  /** Whether it reads a whole text at once and writes none. */
  public boolean encoder() {
    return this == BERT || this == ROBERTA;
  }

  /** Whether positions turn queries and keys, so that the size of a head sets their frequencies. */
  public boolean rotary() {
    return this != GPT2 && !encoder();
  }

  /** The value of {@code model_type}, for example {@code qwen2}. */
  public String modelType() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The family with this {@code model_type}. */
  public static ModelFamily of(String modelType) {
    return Arrays.stream(values())
        .filter(family -> family.modelType().equals(modelType))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a model type must be one of %s, got %s; describe its tensors by hand"
                        .formatted(
                            Arrays.stream(values()).map(ModelFamily::modelType).toList(),
                            modelType)));
  }
}
