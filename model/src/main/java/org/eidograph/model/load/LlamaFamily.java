// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.load;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.model.CausalLm;
import org.eidograph.model.ModulePath;
import org.eidograph.model.ModuleType;
import org.eidograph.model.Parameter;
import org.eidograph.model.ParameterRole;
import org.eidograph.model.config.ExpertConfig;
import org.eidograph.model.config.RopeTable;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.model.llama.LlamaBlock;
import org.eidograph.model.llama.LlamaParts;
import org.eidograph.model.mixtral.ExpertMixture;
import org.eidograph.model.mixtral.MixtralBlock;
import org.eidograph.model.nn.AttentionShape;
import org.eidograph.model.nn.EmbeddingLayer;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.RmsNormLayer;
import org.eidograph.model.nn.RotaryPositions;
import org.eidograph.model.nn.Segment;
import org.eidograph.torch.Device;
import org.jspecify.annotations.Nullable;

/**
 * Llama, Mistral, Qwen2, Qwen3 and Mixtral: their tensors by name, for example {@code
 * model.layers.0.*}.
 */
final class LlamaFamily {
  private final TransformerConfig config;
  private final Weights weights;
  private final RotaryPositions rotary;

  private LlamaFamily(TransformerConfig config, Weights weights, Device device) {
    this.config = config;
    this.weights = weights;
    this.rotary = new RotaryPositions(RopeTable.of(config.rope(), config.headSize()), device);
  }

  static CausalLm build(TransformerConfig config, Weights weights, Device device) {
    return new LlamaFamily(config, weights, device).build(device);
  }

  private CausalLm build(Device device) {
    ModulePath embedPath = ModulePath.outside("model.embed_tokens", ModuleType.TOKEN_EMBEDDING);
    Parameter table =
        weights.matrix(
            embedPath, ParameterRole.EMBEDDING, config.vocabularySize(), config.hiddenSize());
    List<Segment> segments = new ArrayList<>();
    segments.add(new EmbeddingLayer(embedPath, table, null));
    for (int layer = 0; layer < config.layers(); layer++) {
      segments.add(block(layer));
    }
    segments.add(norm(ModulePath.outside("model.norm", ModuleType.NORM)));
    ModulePath headPath = ModulePath.outside("lm_head", ModuleType.HEAD);
    Parameter head =
        config.tiedEmbeddings()
            ? table
            : weights.matrix(
                headPath, ParameterRole.READOUT, config.vocabularySize(), config.hiddenSize());
    weights.requireAllUsed(LlamaFamily::harmless);
    return new CausalLm(
        config, segments, new Linear(headPath, head, null, false), device, List.of(rotary));
  }

  /** Rotary tables are recomputed, and a tied head may be stored twice. */
  private static boolean harmless(String name) {
    return name.endsWith("rotary_emb.inv_freq") || name.equals("lm_head.weight");
  }

  private Segment block(int layer) {
    String prefix = "model.layers." + layer + ".";
    RmsNormLayer first = norm(new ModulePath(prefix + "input_layernorm", ModuleType.NORM, layer));
    LlamaParts.AttentionParts attention = attention(prefix + "self_attn.", layer);
    RmsNormLayer second =
        norm(new ModulePath(prefix + "post_attention_layernorm", ModuleType.NORM, layer));
    return config.experts().equals(ExpertConfig.DENSE)
        ? new LlamaBlock(new LlamaParts(first, attention, second, mlp(prefix + "mlp.", layer)))
        : new MixtralBlock(first, attention, second, mixture(prefix + "block_sparse_moe.", layer));
  }

  private ExpertMixture mixture(String prefix, int layer) {
    int experts = config.experts().count();
    ModulePath router = new ModulePath(prefix + "gate", ModuleType.ROUTER, layer);
    Parameter scores = weights.matrix(router, ParameterRole.READOUT, experts, config.hiddenSize());
    List<LlamaParts.MlpParts> parts = new ArrayList<>();
    for (int expert = 0; expert < experts; expert++) {
      parts.add(mlp(prefix + "experts." + expert + ".", List.of("w1", "w3", "w2"), layer));
    }
    return new ExpertMixture(
        new Linear(router, scores, null, false), parts, config.experts().perToken());
  }

  private LlamaParts.AttentionParts attention(String prefix, int layer) {
    int queries = config.heads() * config.headSize();
    int keys = config.keyValueHeads() * config.headSize();
    int width = config.hiddenSize();
    boolean bias = config.attentionBias();
    return new LlamaParts.AttentionParts(
        linear(new ModulePath(prefix + "q_proj", ModuleType.Q, layer), queries, width, bias),
        linear(new ModulePath(prefix + "k_proj", ModuleType.K, layer), keys, width, bias),
        linear(new ModulePath(prefix + "v_proj", ModuleType.V, layer), keys, width, bias),
        linear(
            new ModulePath(prefix + "o_proj", ModuleType.O, layer),
            width,
            queries,
            config.attentionOutputBias()),
        headNorm(new ModulePath(prefix + "q_norm", ModuleType.NORM, layer)),
        headNorm(new ModulePath(prefix + "k_norm", ModuleType.NORM, layer)),
        config.normEpsilon(),
        shape(layer),
        rotary);
  }

  private AttentionShape shape(int layer) {
    return new AttentionShape(
        layer,
        config.heads(),
        config.keyValueHeads(),
        config.headSize(),
        config.slidingWindows().get(layer),
        config.attentionScales().get(layer));
  }

  private LlamaParts.MlpParts mlp(String prefix, int layer) {
    return mlp(prefix, List.of("gate_proj", "up_proj", "down_proj"), layer);
  }

  private LlamaParts.MlpParts mlp(String prefix, List<String> names, int layer) {
    int width = config.hiddenSize();
    int wide = config.intermediateSize();
    boolean bias = config.mlpBias();
    return new LlamaParts.MlpParts(
        linear(new ModulePath(prefix + names.get(0), ModuleType.GATE, layer), wide, width, bias),
        linear(new ModulePath(prefix + names.get(1), ModuleType.UP, layer), wide, width, bias),
        linear(new ModulePath(prefix + names.get(2), ModuleType.DOWN, layer), width, wide, bias),
        config.activation());
  }

  private Linear linear(ModulePath path, int outputs, int inputs, boolean bias) {
    return new Linear(
        path,
        weights.matrix(path, ParameterRole.HIDDEN, outputs, inputs),
        bias ? weights.vector(path, "bias", outputs) : null,
        false);
  }

  private RmsNormLayer norm(ModulePath path) {
    return new RmsNormLayer(
        weights.vector(path, "weight", config.hiddenSize()), config.normEpsilon());
  }

  private @Nullable Parameter headNorm(ModulePath path) {
    return config.queryKeyNorm() ? weights.vector(path, "weight", config.headSize()) : null;
  }
}
