// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen.study;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.Json;
import org.eidograph.model.config.ConfigReader;
import org.eidograph.theory.scaling.names.ModelDescription;
import org.eidograph.theory.scaling.names.TensorDescription;
import org.eidograph.theory.scaling.names.TensorKind;
import org.eidograph.theory.scaling.names.TensorNames;
import org.eidograph.torch.DType;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.torch.safetensors.SafetensorsWriter;
import org.eidograph.torch.safetensors.TensorSource;
import org.eidograph.transfer.ConfigDescription;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Llama of two blocks with heads of eight and half as many key and value heads as queries.
 *
 * @param hidden a multiple of 16
 * @param vocabulary tokens
 * @param positions longest sequence
 */
record SmallLlama(int hidden, int vocabulary, int positions) {
  private static final int LAYERS = 2;
  private static final int HEAD_SIZE = 8;

  /** Inner width of the feed-forward blocks, near 8/3 of the hidden size. */
  private int feedForward() {
    return hidden * 11 / 4;
  }

  /** Writes {@code config.json}. */
  void writeConfig(Path directory) {
    ObjectNode config = Json.object();
    config.putArray("architectures").add("LlamaForCausalLM");
    config.put("model_type", "llama");
    config.put("hidden_size", hidden);
    config.put("intermediate_size", feedForward());
    config.put("num_hidden_layers", LAYERS);
    config.put("num_attention_heads", hidden / HEAD_SIZE);
    config.put("num_key_value_heads", hidden / HEAD_SIZE / 2);
    config.put("head_dim", HEAD_SIZE);
    config.put("vocab_size", vocabulary);
    config.put("max_position_embeddings", positions);
    config.put("rms_norm_eps", 1e-5);
    config.put("rope_theta", 10000.0);
    config.put("hidden_act", "silu");
    config.put("tie_word_embeddings", false);
    config.put("bos_token_id", 0);
    config.put("eos_token_id", 0);
    config.put("torch_dtype", "float32");
    AtomicFiles.writeString(directory.resolve("config.json"), Json.pretty(config));
  }

  /**
   * Writes random weights in double precision: tables of deviation 1, matrices of one over the root
   * of their fan-in, gains around 1.
   */
  void writeWeights(Path directory, long seed) {
    ModelDescription model = ConfigDescription.of(ConfigReader.read(directory));
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(seed, "weights")) {
      for (TensorDescription tensor : TensorNames.expected(model)) {
        int count = tensor.pattern().contains("*") ? LAYERS : 1;
        for (int layer = 0; layer < count; layer++) {
          tensors.put(tensor.pattern().replace("*", "" + layer), drawn(tensor, random));
        }
      }
      SafetensorsWriter.write(directory.resolve(TensorSource.SINGLE), tensors);
    }
  }

  private static Tensor drawn(TensorDescription tensor, RandomSource random) {
    Tensor normal = Tensors.normal(random, tensor.storedShape()).to(DType.FLOAT64);
    if (tensor.kind() == TensorKind.GAIN) {
      return normal.mul(0.1).add(1);
    }
    return tensor.kind() == TensorKind.LOOKUP
        ? normal
        : normal.mul(1 / Math.sqrt((double) tensor.in().length()));
  }

  /** Multiplications of a forward pass for each token, without attention's scores. */
  long multiplications() {
    long attention = (long) hidden * hidden * 3; // queries and outputs whole, keys and values half
    long mlp = 3L * hidden * feedForward();
    return LAYERS * (attention + mlp) + (long) hidden * vocabulary;
  }
}
