// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.load;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.model.CausalLm;
import org.eidograph.model.ModulePath;
import org.eidograph.model.ModuleType;
import org.eidograph.model.Parameter;
import org.eidograph.model.ParameterRole;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.model.gpt2.Gpt2Block;
import org.eidograph.model.nn.AttentionShape;
import org.eidograph.model.nn.EmbeddingLayer;
import org.eidograph.model.nn.LayerNormLayer;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.Segment;
import org.eidograph.torch.Device;

/** GPT-2: its tensors by name, for example {@code transformer.h.0.attn.c_attn.weight}. */
final class Gpt2Family {
  private final TransformerConfig config;
  private final Weights weights;

  private Gpt2Family(TransformerConfig config, Weights weights) {
    this.config = config;
    this.weights = weights;
  }

  static CausalLm build(TransformerConfig config, Weights weights, Device device) {
    return new Gpt2Family(config, weights).build(device);
  }

  private CausalLm build(Device device) {
    int width = config.hiddenSize();
    ModulePath tokens = ModulePath.outside("transformer.wte", ModuleType.TOKEN_EMBEDDING);
    ModulePath places = ModulePath.outside("transformer.wpe", ModuleType.POSITION_EMBEDDING);
    Parameter table =
        weights.matrix(tokens, ParameterRole.EMBEDDING, config.vocabularySize(), width);
    Parameter positions =
        weights.matrix(places, ParameterRole.EMBEDDING, config.maxPositions(), width);
    List<Segment> segments = new ArrayList<>();
    segments.add(new EmbeddingLayer(tokens, table, positions));
    for (int layer = 0; layer < config.layers(); layer++) {
      segments.add(block("transformer.h." + layer + ".", layer));
    }
    segments.add(norm(ModulePath.outside("transformer.ln_f", ModuleType.NORM)));
    ModulePath headPath = ModulePath.outside("lm_head", ModuleType.HEAD);
    Parameter head =
        config.tiedEmbeddings()
            ? table
            : weights.matrix(headPath, ParameterRole.READOUT, config.vocabularySize(), width);
    weights.requireAllUsed(Gpt2Family::harmless);
    return new CausalLm(
        config, segments, new Linear(headPath, head, null, false), device, List.of());
  }

  /** Old files store the causal mask as a buffer, and a tied head may be stored twice. */
  private static boolean harmless(String name) {
    return name.endsWith(".attn.bias")
        || name.endsWith(".attn.masked_bias")
        || name.equals("lm_head.weight");
  }

  private Gpt2Block block(String prefix, int layer) {
    int width = config.hiddenSize();
    int wide = config.intermediateSize();
    return new Gpt2Block(
        norm(new ModulePath(prefix + "ln_1", ModuleType.NORM, layer)),
        conv1d(new ModulePath(prefix + "attn.c_attn", ModuleType.QKV, layer), width, 3 * width),
        conv1d(new ModulePath(prefix + "attn.c_proj", ModuleType.O, layer), width, width),
        norm(new ModulePath(prefix + "ln_2", ModuleType.NORM, layer)),
        conv1d(new ModulePath(prefix + "mlp.c_fc", ModuleType.UP, layer), width, wide),
        conv1d(new ModulePath(prefix + "mlp.c_proj", ModuleType.DOWN, layer), wide, width),
        config.activation(),
        new AttentionShape(
            layer,
            config.heads(),
            config.heads(),
            config.headSize(),
            0,
            config.attentionScales().get(layer)));
  }

  private Linear conv1d(ModulePath path, int inputs, int outputs) {
    return new Linear(
        path,
        weights.matrix(path, ParameterRole.HIDDEN, inputs, outputs),
        weights.vector(path, "bias", outputs),
        true);
  }

  private LayerNormLayer norm(ModulePath path) {
    int width = config.hiddenSize();
    return new LayerNormLayer(
        weights.vector(path, "weight", width),
        weights.vector(path, "bias", width),
        config.normEpsilon());
  }
}
