// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.load;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.model.ModulePath;
import org.eidograph.model.ModuleType;
import org.eidograph.model.Parameter;
import org.eidograph.model.ParameterRole;
import org.eidograph.model.SequenceClassifier;
import org.eidograph.model.bert.BertBlock;
import org.eidograph.model.bert.BertEmbeddings;
import org.eidograph.model.bert.BertParts;
import org.eidograph.model.config.EncoderConfig;
import org.eidograph.model.config.EncoderFamily;
import org.eidograph.model.nn.EmbeddingLayer;
import org.eidograph.model.nn.LayerNormLayer;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.Segment;
import org.eidograph.torch.Device;
import org.jspecify.annotations.Nullable;

/**
 * BERT and RoBERTa: their tensors by name, for example {@code
 * bert.encoder.layer.0.attention.self.query.weight}.
 */
final class BertFamily {
  private final EncoderConfig config;
  private final Weights weights;
  private final String base;

  BertFamily(EncoderConfig config, Weights weights) {
    this.config = config;
    this.weights = weights;
    this.base = config.family().modelType() + ".";
  }

  SequenceClassifier build(Device device, @Nullable NewHead wanted) {
    List<Segment> segments = new ArrayList<>();
    segments.add(embeddings(base + "embeddings."));
    for (int layer = 0; layer < config.sizes().layers(); layer++) {
      segments.add(block(base + "encoder.layer." + layer + ".", layer));
    }
    ClassifierHead head = new ClassifierHead(config, weights, wanted);
    ClassifierHead.Parts parts = head.build();
    segments.add(parts.pooler());
    weights.requireAllUsed(name -> harmless(name) || head.leavesAside(name));
    return new SequenceClassifier(
        config, parts.labels(), segments, parts.output(), device, parts.notes());
  }

  /** Heads of pretraining, buffers that are recomputed, and the pooler that RoBERTa never reads. */
  private boolean harmless(String name) {
    return name.startsWith("cls.")
        || name.startsWith("lm_head.")
        || name.endsWith("embeddings.position_ids")
        || name.endsWith("embeddings.token_type_ids")
        || (config.family() == EncoderFamily.ROBERTA
            && (name.startsWith("roberta.pooler.") || name.startsWith("pooler.")));
  }

  private BertEmbeddings embeddings(String prefix) {
    int width = config.hiddenSize();
    ModulePath words = ModulePath.outside(prefix + "word_embeddings", ModuleType.TOKEN_EMBEDDING);
    Parameter table = table(words, config.sizes().vocabularySize());
    ModulePath types =
        ModulePath.outside(prefix + "token_type_embeddings", ModuleType.TOKEN_TYPE_EMBEDDING);
    ModulePath positions =
        ModulePath.outside(prefix + "position_embeddings", ModuleType.POSITION_EMBEDDING);
    return new BertEmbeddings(
        new EmbeddingLayer(words, table, null),
        table(types, config.tokenTypes()),
        table(positions, config.sizes().maxPositions()),
        norm(ModulePath.outside(prefix + "LayerNorm", ModuleType.NORM), width),
        config.paddingId());
  }

  private Parameter table(ModulePath path, int rows) {
    return weights.matrix(path, ParameterRole.EMBEDDING, rows, config.hiddenSize());
  }

  private BertBlock block(String prefix, int layer) {
    int width = config.hiddenSize();
    int wide = config.sizes().intermediateSize();
    String attention = prefix + "attention.";
    return new BertBlock(
        new BertParts(
            linear(new ModulePath(attention + "self.query", ModuleType.Q, layer), width, width),
            linear(new ModulePath(attention + "self.key", ModuleType.K, layer), width, width),
            linear(new ModulePath(attention + "self.value", ModuleType.V, layer), width, width),
            linear(new ModulePath(attention + "output.dense", ModuleType.O, layer), width, width),
            norm(new ModulePath(attention + "output.LayerNorm", ModuleType.NORM, layer), width),
            linear(
                new ModulePath(prefix + "intermediate.dense", ModuleType.UP, layer), wide, width),
            config.activation(),
            linear(new ModulePath(prefix + "output.dense", ModuleType.DOWN, layer), width, wide),
            norm(new ModulePath(prefix + "output.LayerNorm", ModuleType.NORM, layer), width),
            config.heads()));
  }

  private Linear linear(ModulePath path, int outputs, int inputs) {
    return new Linear(
        path,
        weights.matrix(path, ParameterRole.HIDDEN, outputs, inputs),
        weights.vector(path, "bias", outputs),
        false);
  }

  private LayerNormLayer norm(ModulePath path, int width) {
    return new LayerNormLayer(
        weights.vector(path, "weight", width),
        weights.vector(path, "bias", width),
        config.normEpsilon());
  }
}
