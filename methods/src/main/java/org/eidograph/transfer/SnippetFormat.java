// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer;

import java.util.List;
import java.util.Locale;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import org.eidograph.theory.scaling.names.ModelFamily;
import tools.jackson.databind.node.ObjectNode;

/** Programs that a plan can be written for, each as far as its settings reach. */
public enum SnippetFormat {
  /** Python: parameter groups of a PyTorch optimizer, and the start of every tensor. */
  TORCH_PARAM_GROUPS,
  /** YAML: learning rates only, since Axolotl groups nothing else. */
  AXOLOTL,
  /** Python: the groups handed to a trainer of TRL or transformers. */
  TRL,
  /** Python: base shapes and optimizer of microsoft/mup. */
  MUP,
  /** Arguments of Megatron-LM, which has muP of its own. */
  MEGATRON,
  /** JSON: keys that make a Llama's configuration a Granite's, which has places for the scalars. */
  GRANITE;

  /**
   * The text, ending in a line feed.
   *
   * @throws UsageException if the program cannot follow the plan at all
   */
  public String of(TransferPlan plan) {
    return switch (this) {
      case TORCH_PARAM_GROUPS -> TorchSnippet.groups(plan);
      case AXOLOTL -> new AxolotlSnippet(plan).text();
      case TRL -> TorchSnippet.trainer(plan);
      case MUP -> new MupSnippet(plan).text();
      case MEGATRON -> new MegatronSnippet(plan).text();
      case GRANITE -> granite(plan);
    };
  }

  /** As users write it, for example {@code torch-param-groups}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The first comment of every text. */
  static String heading(TransferPlan plan) {
    return "# eido transfer plan: %s, %s, hidden size %d to %d"
        .formatted(
            plan.parametrization(),
            plan.optimizer(),
            plan.base().hiddenSize(),
            plan.target().hiddenSize());
  }

  private static String granite(TransferPlan plan) {
    String modelType = plan.target().modelType();
    if (!List.of("llama", "mistral", "granite").contains(modelType)) {
      throw new UsageException(
          "a Granite has the tensors of a Llama or Mistral, got a target of model_type %s; take torch-param-groups"
              .formatted(modelType));
    }
    ObjectNode keys = Json.object().put("model_type", "granite");
    keys.putArray("architectures").add("GraniteForCausalLM");
    plan.multipliers().graniteKeys().forEach(keys::put);
    return Json.pretty(keys);
  }

  /** Refuses an encoder, which a program for language models does not know. */
  void requireDecoder(TransferPlan plan) {
    if (ModelFamily.of(plan.target().modelType()).encoder()) {
      throw new UsageException(
          "the format %s is for models that write text, got a %s; take torch-param-groups"
              .formatted(this, plan.target().modelType()));
    }
  }

  /** Refuses a mixture, whose router is a readout that only the plan knows of. */
  void requireDense(TransferPlan plan) {
    if (plan.target().modelType().equals(ModelFamily.MIXTRAL.modelType())) {
      throw new UsageException(
          "the format %s is for models without experts, got a mixtral, whose router is scaled as a readout; take torch-param-groups"
              .formatted(this));
    }
  }

  /** Refuses an optimizer that the program's text is not made for. */
  void requireOptimizer(TransferPlan plan, List<String> known) {
    if (!known.contains(plan.optimizer())) {
      throw new UsageException(
          "the format %s is for the optimizers %s, got %s; take --json"
              .formatted(this, known, plan.optimizer()));
    }
  }

  /** Refuses rules that a program with muP of its own does not know. */
  void requirePlainMup(TransferPlan plan) {
    boolean plain =
        plan.parametrization().startsWith("mup-")
            && plan.embeddingRule().equals("mup")
            && plan.depthRule().equals("none");
    if (!plain) {
      throw new UsageException(
          "the format %s is for muP without other embedding or depth rules, got %s, embeddings %s, depth %s; take torch-param-groups"
              .formatted(this, plan.parametrization(), plan.embeddingRule(), plan.depthRule()));
    }
  }
}
