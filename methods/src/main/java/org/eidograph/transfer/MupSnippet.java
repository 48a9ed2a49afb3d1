// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer;

import java.util.List;
import java.util.Map;
import org.eidograph.theory.scaling.TensorRole;

/**
 * A plan as a Python module on microsoft/mup, which derives the factors itself from three models of
 * different width.
 *
 * <p>It multiplies rates and decay as the plan does, but not ε, clip weights or attention; the text
 * says so.
 */
final class MupSnippet {
  private static final Map<String, String> OPTIMIZERS =
      Map.of("adamw", "MuAdamW", "adam", "MuAdam", "sgd", "MuSGD");

  private static final String TEXT =
      """
      %s
      # mup leaves eps, the attention scale and the clip norm as they are; the plan has
      # eps %s for matrices and attention %s against 1/sqrt(head_dim).
      from mup import MuReadout, MuSharedReadout, %s, set_base_shapes
      from mup.init import normal_
      from transformers import AutoConfig, AutoModelForCausalLM

      BASE = %s
      DELTA = %s


      def build(config, sizes):
          \"""A model with a readout that mup knows.\"""
          for key, value in sizes.items():
              setattr(config, key, value)
          model = AutoModelForCausalLM.from_config(config)
          head = model.get_output_embeddings()
          if config.tie_word_embeddings:
              readout = MuSharedReadout(model.get_input_embeddings().weight, bias=False)
          else:
              readout = MuReadout(head.in_features, head.out_features, bias=False)
          model.set_output_embeddings(readout)
          return model


      def groups(model):
          \"""Each with its decay at the base; mup scales that of the matrices.\"""
          parameters = list(model.parameters())
          return [
              {"params": [p for p in parameters if p.dim() > 1], "weight_decay": %s},
              {"params": [p for p in parameters if p.dim() < 2], "weight_decay": %s},
          ]


      def prepare(target):
          \"""The target model, drawn anew by mup's rule, with its optimizer.\"""
          models = [build(AutoConfig.from_pretrained(target), sizes) for sizes in ({}, BASE, DELTA)]
          # mup's own rescaling would multiply a tied table by the root of the growth
          set_base_shapes(models[0], models[1], delta=models[2], rescale_params=False)
          for parameter in models[0].parameters():
              if parameter.dim() > 1:
                  normal_(parameter, 0.0, %s)
          return models[0], %s(groups(models[0]), lr=%s)
      """;

  private final TransferPlan plan;

  MupSnippet(TransferPlan plan) {
    SnippetFormat.MUP.requireDecoder(plan);
    SnippetFormat.MUP.requireDense(plan);
    SnippetFormat.MUP.requirePlainMup(plan);
    SnippetFormat.MUP.requireOptimizer(plan, List.of("adam", "adamw", "sgd"));
    this.plan = plan;
  }

  String text() {
    String optimizer = OPTIMIZERS.get(plan.optimizer());
    double matrixEps =
        plan.tensors().stream()
            .filter(line -> line.pattern().contains("*") && line.mIn() > 1)
            .mapToDouble(PlanLine::eps)
            .findFirst()
            .orElse(plan.hparams().eps());
    return TEXT.formatted(
        SnippetFormat.heading(plan),
        matrixEps,
        plan.multipliers().attention(),
        optimizer,
        sizes(1),
        sizes(2),
        plan.hparams().weightDecay(),
        vectorDecay(),
        plan.hparams().initStd(),
        optimizer,
        plan.hparams().lr());
  }

  private double vectorDecay() {
    return plan.tensors().stream()
        .filter(line -> line.role() == TensorRole.VECTOR)
        .mapToDouble(PlanLine::weightDecay)
        .findFirst()
        .orElse(0);
  }

  /**
   * mup finds the axes that grow by comparing the base with a model that differs in all of them.
   */
  private String sizes(int factor) {
    ModelShape base = plan.base();
    int hidden = factor * base.hiddenSize();
    int feedForward = factor * base.intermediateSize();
    int heads = factor * base.numAttentionHeads();
    if (base.modelType().equals("gpt2")) {
      return "{\"n_embd\": %d, \"n_inner\": %d, \"n_head\": %d}"
          .formatted(hidden, feedForward, heads);
    }
    boolean keyValuesGrow = plan.target().numKeyValueHeads() > base.numKeyValueHeads();
    int keyValueHeads = (keyValuesGrow ? factor : 1) * base.numKeyValueHeads();
    return "{\"hidden_size\": %d, \"intermediate_size\": %d, \"num_attention_heads\": %d, \"num_key_value_heads\": %d, \"head_dim\": %d}"
        .formatted(hidden, feedForward, heads, keyValueHeads, base.headDim());
  }
}
