// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.model.CausalLm;
import org.eidograph.model.ModuleType;
import org.eidograph.model.Parameter;
import org.eidograph.model.SegmentedModel;
import org.eidograph.model.SequenceClassifier;
import org.eidograph.model.load.NewHead;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.torch.safetensors.SafetensorsWriter;

/** Freshly initialised models as transformers makes them: N(0, std²), norms 1, biases 0. */
final class RandomModels {
  static final Path STORIES = Path.of("../fixtures/stories260k");

  private RandomModels() {}

  static CausalLm trained() {
    return CausalLm.load(STORIES, DType.FLOAT32, Device.CPU);
  }

  /** The shape of the stories model: five Llama blocks of width 64. */
  static CausalLm stories(double std, long seed) {
    CausalLm model = trained();
    try (RandomSource random = RandomSource.of(seed)) {
      for (Parameter parameter : model.parameters()) {
        boolean norm = parameter.module().type() == ModuleType.NORM;
        try (Scope scope = Scope.open()) {
          parameter
              .value()
              .copyFromInPlace(
                  norm
                      ? Tensors.ones(DType.FLOAT32, Device.CPU, parameter.shape())
                      : Tensors.normal(random, parameter.shape()).mul(std));
        }
      }
    }
    return model;
  }

  /** GPT-2 with its factor 1/√(2L) on the projections that end a branch. */
  static CausalLm gpt2(Path directory, int layers, int width, long seed) {
    write(
        directory,
        """
        {"model_type": "gpt2", "n_layer": %d, "n_embd": %d, "n_head": 4, "vocab_size": 512,
         "n_positions": 256, "n_ctx": 256, "layer_norm_epsilon": 1e-5,
         "activation_function": "gelu_new", "tie_word_embeddings": true}
        """
            .formatted(layers, width),
        gpt2Tensors(layers, width),
        0.02,
        Map.of("c_proj.weight", 0.02 / Math.sqrt(2.0 * layers)),
        seed);
    return CausalLm.load(directory, DType.FLOAT32, Device.CPU);
  }

  private static Map<String, long[]> gpt2Tensors(int layers, int width) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put("transformer.wte.weight", new long[] {512, width});
    shapes.put("transformer.wpe.weight", new long[] {256, width});
    for (int layer = 0; layer < layers; layer++) {
      String prefix = "transformer.h." + layer + ".";
      shapes.put(prefix + "ln_1.weight", new long[] {width});
      shapes.put(prefix + "ln_1.bias", new long[] {width});
      shapes.put(prefix + "attn.c_attn.weight", new long[] {width, 3L * width});
      shapes.put(prefix + "attn.c_attn.bias", new long[] {3L * width});
      shapes.put(prefix + "attn.c_proj.weight", new long[] {width, width});
      shapes.put(prefix + "attn.c_proj.bias", new long[] {width});
      shapes.put(prefix + "ln_2.weight", new long[] {width});
      shapes.put(prefix + "ln_2.bias", new long[] {width});
      shapes.put(prefix + "mlp.c_fc.weight", new long[] {width, 4L * width});
      shapes.put(prefix + "mlp.c_fc.bias", new long[] {4L * width});
      shapes.put(prefix + "mlp.c_proj.weight", new long[] {4L * width, width});
      shapes.put(prefix + "mlp.c_proj.bias", new long[] {width});
    }
    shapes.put("transformer.ln_f.weight", new long[] {width});
    shapes.put("transformer.ln_f.bias", new long[] {width});
    return shapes;
  }

  /** The shape of SmolLM2-135M: thirty Llama blocks of width 576. */
  static CausalLm large(Path directory, long seed) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put("model.embed_tokens.weight", new long[] {49152, 576});
    for (int layer = 0; layer < 30; layer++) {
      String prefix = "model.layers." + layer + ".";
      shapes.put(prefix + "input_layernorm.weight", new long[] {576});
      shapes.put(prefix + "self_attn.q_proj.weight", new long[] {576, 576});
      shapes.put(prefix + "self_attn.k_proj.weight", new long[] {192, 576});
      shapes.put(prefix + "self_attn.v_proj.weight", new long[] {192, 576});
      shapes.put(prefix + "self_attn.o_proj.weight", new long[] {576, 576});
      shapes.put(prefix + "post_attention_layernorm.weight", new long[] {576});
      shapes.put(prefix + "mlp.gate_proj.weight", new long[] {1536, 576});
      shapes.put(prefix + "mlp.up_proj.weight", new long[] {1536, 576});
      shapes.put(prefix + "mlp.down_proj.weight", new long[] {576, 1536});
    }
    shapes.put("model.norm.weight", new long[] {576});
    write(
        directory,
        """
        {"model_type": "llama", "hidden_size": 576, "num_hidden_layers": 30,
         "num_attention_heads": 9, "num_key_value_heads": 3, "intermediate_size": 1536,
         "vocab_size": 49152, "max_position_embeddings": 8192, "rms_norm_eps": 1e-5,
         "rope_theta": 100000.0, "hidden_act": "silu", "tie_word_embeddings": true}
        """,
        shapes,
        1 / 24.0, // 1/√576, that of the family
        Map.of(),
        seed);
    return CausalLm.load(directory, DType.FLOAT32, Device.CPU);
  }

  /** BERT or RoBERTa without a head, as transformers draws it when std is 0.02. */
  static SequenceClassifier encoder(
      Path directory, String family, int layers, int width, double std, long seed) {
    write(
        directory,
        """
        {"model_type": "%s", "num_hidden_layers": %d, "hidden_size": %d, "num_attention_heads": 4,
         "intermediate_size": %d, "vocab_size": 512, "max_position_embeddings": 130,
         "type_vocab_size": 1, "hidden_act": "gelu", "layer_norm_eps": 1e-5, "pad_token_id": 1}
        """
            .formatted(family, layers, width, 4 * width),
        encoderTensors(family + ".", layers, width),
        std,
        Map.of(),
        seed);
    return SequenceClassifier.load(
        directory, DType.FLOAT32, Device.CPU, new NewHead(List.of("no", "yes"), seed));
  }

  private static Map<String, long[]> encoderTensors(String base, int layers, int width) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put(base + "embeddings.word_embeddings.weight", new long[] {512, width});
    shapes.put(base + "embeddings.position_embeddings.weight", new long[] {130, width});
    shapes.put(base + "embeddings.token_type_embeddings.weight", new long[] {1, width});
    layer(shapes, base + "embeddings.LayerNorm", width);
    for (int layer = 0; layer < layers; layer++) {
      String prefix = base + "encoder.layer." + layer + ".";
      for (String name : List.of("self.query", "self.key", "self.value", "output.dense")) {
        layer(shapes, prefix + "attention." + name, width, width);
      }
      layer(shapes, prefix + "attention.output.LayerNorm", width);
      layer(shapes, prefix + "intermediate.dense", 4L * width, width);
      layer(shapes, prefix + "output.dense", width, 4L * width);
      layer(shapes, prefix + "output.LayerNorm", width);
    }
    return shapes;
  }

  private static void layer(Map<String, long[]> shapes, String name, long... shape) {
    shapes.put(name + ".weight", shape);
    shapes.put(name + ".bias", new long[] {shape[0]});
  }

  private static void write(
      Path directory,
      String config,
      Map<String, long[]> shapes,
      double std,
      Map<String, Double> others,
      long seed) {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(seed)) {
      Files.writeString(directory.resolve("config.json"), config);
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      shapes.forEach((name, shape) -> tensors.put(name, drawn(random, name, shape, std, others)));
      SafetensorsWriter.write(directory.resolve("model.safetensors"), tensors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Tensor drawn(
      RandomSource random, String name, long[] shape, double std, Map<String, Double> others) {
    if (shape.length == 1) {
      return Tensors.full(name.endsWith("bias") ? 0 : 1, DType.FLOAT32, Device.CPU, shape);
    }
    double own =
        others.entrySet().stream()
            .filter(entry -> name.endsWith(entry.getKey()))
            .mapToDouble(Map.Entry::getValue)
            .findFirst()
            .orElse(std);
    return Tensors.normal(random, shape).mulInPlace(own);
  }

  /** Multiplies every parameter whose name contains a part. */
  static void scale(SegmentedModel model, String part, double factor) {
    List<Parameter> named = named(model, part);
    named.forEach(parameter -> parameter.value().mulInPlace(factor));
  }

  /** Parameters whose name contains a part, at least one. */
  static List<Parameter> named(SegmentedModel model, String part) {
    List<Parameter> found =
        model.parameters().stream().filter(p -> p.name().contains(part)).toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException("no parameter is named " + part);
    }
    return found;
  }
}
