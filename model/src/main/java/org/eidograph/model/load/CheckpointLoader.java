// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.load;

import java.nio.file.Path;
import org.eidograph.model.CausalLm;
import org.eidograph.model.config.ConfigReader;
import org.eidograph.model.config.Family;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.safetensors.TensorSource;

/** Reads a checkpoint directory into a model; see {@link CausalLm#load}. */
public final class CheckpointLoader {
  private CheckpointLoader() {}

  /** Loads, freeing everything if any check fails. */
  public static CausalLm load(Path directory, DType type, Device device) {
    TransformerConfig config = ConfigReader.read(directory);
    try (TensorSource source = TensorSource.open(directory)) {
      return load(config, source, type, device);
    }
  }

  /** The same from tensors of any origin. */
  public static CausalLm load(
      TransformerConfig config, TensorSource source, DType type, Device device) {
    Weights weights = new Weights(source, type, device, prefix(config.family()));
    try {
      return switch (config.family()) {
        case LLAMA, MISTRAL, QWEN2, QWEN3, MIXTRAL -> LlamaFamily.build(config, weights, device);
        case GPT2 -> Gpt2Family.build(config, weights, device);
      };
    } catch (RuntimeException e) {
      weights.closeAll();
      throw e;
    }
  }

  private static String prefix(Family family) {
    return family == Family.GPT2 ? "transformer." : "model.";
  }
}
