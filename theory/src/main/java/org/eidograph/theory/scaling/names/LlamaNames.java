// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.names;

import static org.eidograph.theory.scaling.names.AxisSymbol.EXPERTS;
import static org.eidograph.theory.scaling.names.AxisSymbol.FEED_FORWARD;
import static org.eidograph.theory.scaling.names.AxisSymbol.HEAD_SIZE;
import static org.eidograph.theory.scaling.names.AxisSymbol.HIDDEN;
import static org.eidograph.theory.scaling.names.AxisSymbol.KEY_VALUE_HEADS;
import static org.eidograph.theory.scaling.names.AxisSymbol.LABELS;
import static org.eidograph.theory.scaling.names.AxisSymbol.QUERY_HEADS;
import static org.eidograph.theory.scaling.names.AxisSymbol.VOCABULARY;
import static org.eidograph.theory.scaling.names.NameEntry.bias;
import static org.eidograph.theory.scaling.names.NameEntry.gain;
import static org.eidograph.theory.scaling.names.NameEntry.lookup;
import static org.eidograph.theory.scaling.names.NameEntry.matrix;
import static org.eidograph.theory.scaling.names.TensorPlace.BLOCK;
import static org.eidograph.theory.scaling.names.TensorPlace.BRANCH_END;
import static org.eidograph.theory.scaling.names.TensorPlace.FINAL_NORM;
import static org.eidograph.theory.scaling.names.TensorPlace.HEAD;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.eidograph.theory.scaling.names.ModelDescription.Head;

/** Names of Llama and of the families that took its layout. */
final class LlamaNames {
  static final NameTable DENSE = table(List.of(), feedForward());
  static final NameTable WITH_HEAD_NORMS = table(headNorms(), feedForward());
  static final NameTable WITH_EXPERTS = table(List.of(), experts());

  private LlamaNames() {}

  private static NameTable table(List<NameEntry> inAttention, List<NameEntry> feedForward) {
    List<NameEntry> rows = new ArrayList<>();
    rows.add(lookup("embed_tokens.weight", VOCABULARY));
    rows.add(gain("layers.*.input_layernorm.weight", BLOCK, HIDDEN));
    rows.addAll(attention());
    rows.addAll(inAttention);
    rows.add(gain("layers.*.post_attention_layernorm.weight", BLOCK, HIDDEN));
    rows.addAll(feedForward);
    rows.add(gain("norm.weight", FINAL_NORM, HIDDEN));
    rows.add(
        matrix("lm_head.weight", HEAD, VOCABULARY, HIDDEN)
            .when(
                model -> model.switches().head() == Head.LANGUAGE && !model.switches().tiedHead()));
    rows.add(
        matrix("score.weight", HEAD, LABELS, HIDDEN)
            .when(model -> model.switches().head() == Head.CLASSIFIER));
    return new NameTable("model.", Set.of("layers.*.self_attn.rotary_emb.inv_freq"), rows);
  }

  private static List<NameEntry> attention() {
    String at = "layers.*.self_attn.";
    return List.of(
        matrix(at + "q_proj.weight", BLOCK, QUERY_HEADS, HIDDEN),
        bias(at + "q_proj.bias", BLOCK, QUERY_HEADS).when(LlamaNames::inputBias),
        matrix(at + "k_proj.weight", BLOCK, KEY_VALUE_HEADS, HIDDEN),
        bias(at + "k_proj.bias", BLOCK, KEY_VALUE_HEADS).when(LlamaNames::inputBias),
        matrix(at + "v_proj.weight", BLOCK, KEY_VALUE_HEADS, HIDDEN),
        bias(at + "v_proj.bias", BLOCK, KEY_VALUE_HEADS).when(LlamaNames::inputBias),
        matrix(at + "o_proj.weight", BRANCH_END, HIDDEN, QUERY_HEADS),
        bias(at + "o_proj.bias", BRANCH_END, HIDDEN).when(model -> model.switches().outputBias()));
  }

  private static List<NameEntry> headNorms() {
    return List.of(
        gain("layers.*.self_attn.q_norm.weight", BLOCK, HEAD_SIZE),
        gain("layers.*.self_attn.k_norm.weight", BLOCK, HEAD_SIZE));
  }

  private static List<NameEntry> feedForward() {
    String at = "layers.*.mlp.";
    return List.of(
        matrix(at + "gate_proj.weight", BLOCK, FEED_FORWARD, HIDDEN),
        bias(at + "gate_proj.bias", BLOCK, FEED_FORWARD).when(LlamaNames::feedForwardBias),
        matrix(at + "up_proj.weight", BLOCK, FEED_FORWARD, HIDDEN),
        bias(at + "up_proj.bias", BLOCK, FEED_FORWARD).when(LlamaNames::feedForwardBias),
        matrix(at + "down_proj.weight", BRANCH_END, HIDDEN, FEED_FORWARD),
        bias(at + "down_proj.bias", BRANCH_END, HIDDEN).when(LlamaNames::feedForwardBias));
  }

  /** Mixtral: w1 is the gate, w3 goes up, w2 down. */
  private static List<NameEntry> experts() {
    String at = "layers.*.block_sparse_moe.";
    return List.of(
        matrix(at + "gate.weight", BLOCK, EXPERTS, HIDDEN),
        matrix(at + "experts.*.w1.weight", BLOCK, FEED_FORWARD, HIDDEN),
        matrix(at + "experts.*.w3.weight", BLOCK, FEED_FORWARD, HIDDEN),
        matrix(at + "experts.*.w2.weight", BRANCH_END, HIDDEN, FEED_FORWARD));
  }

  private static boolean inputBias(ModelDescription model) {
    return model.switches().queryKeyValueBias();
  }

  private static boolean feedForwardBias(ModelDescription model) {
    return model.switches().feedForwardBias();
  }
}
