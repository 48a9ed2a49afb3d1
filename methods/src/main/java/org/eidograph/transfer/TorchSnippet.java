// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A plan as a Python module on PyTorch: the groups, the start, the model's scalars and the clip.
 *
 * <p>Numbers are written with all their digits, so that Python reads the very doubles of the plan.
 */
final class TorchSnippet {
  private static final Map<String, String> OPTIMIZERS =
      Map.of("adamw", "AdamW", "adam", "Adam", "sgd", "SGD");

  /** Scalars become hooks, since a plain model's configuration has no keys for them. */
  private static final String FUNCTIONS =
      """
      BRANCH_ENDS = ("o_proj", "down_proj", "c_proj", "output.dense", "experts", "w2")


      def parameter_groups(model):
          \"""Every trainable parameter in one group; a parameter without a line is an error.\"""
          left = {name: p for name, p in model.named_parameters() if p.requires_grad}
          groups = []
          for group in GROUPS:
              names = [n for n in left if any(re.fullmatch(p, n) for p in group["patterns"])]
              settings = {key: value for key, value in group.items() if key != "patterns"}
              if names:
                  groups.append({"params": [left.pop(name) for name in names], **settings})
          if left:
              raise KeyError(f"the plan has no line for {sorted(left)}")
          return groups


      def optimizer(model, **arguments):
          \"""Schedules must multiply each group's own lr, as LambdaLR does.\"""
          return torch.optim.%s(parameter_groups(model), **arguments)


      @torch.no_grad()
      def start(model):
          \"""Draws every parameter anew, for training from scratch.\"""
          for name, parameter in model.named_parameters():
              mean, std = next(s for p, s in START.items() if re.fullmatch(p, name))
              torch.nn.init.normal_(parameter, mean, std)


      def scale(model):
          \"""Puts the scalars into a model whose configuration has no keys for them, once.\"""
          if hasattr(model.config, "logits_scaling"):
              raise ValueError("this configuration has keys for the scalars; set them there")
          multiply(model.get_input_embeddings(), MULTIPLIERS["embedding"])
          for head in heads(model):
              multiply_input(head, MULTIPLIERS["logits"])
          for name, module in model.named_modules():
              if name.endswith(BRANCH_ENDS):
                  multiply(module, MULTIPLIERS["residual"])
          sizes = ("head_dim", "attention_head_size")
          attentions = [m for m in model.modules() if hasattr(m, "scaling") and any(hasattr(m, s) for s in sizes)]
          if not attentions:
              raise ValueError("no attention with a scale was found; scale q.k by hand")
          change = MULTIPLIERS["attention"] / attentions[0].scaling
          for attention in attentions:
              attention.scaling *= change


      def heads(model):
          \"""What makes the logits: the head over the vocabulary, or a classifier's last layer.\"""
          head = model.get_output_embeddings()
          if head is not None:
              return [head]
          names = ("classifier", "classifier.out_proj", "score")
          return [m for n, m in model.named_modules() if n in names and isinstance(m, torch.nn.Linear)]


      def multiply(module, factor):
          if factor != 1.0:
              module.register_forward_hook(lambda _module, _inputs, output: output * factor)


      def multiply_input(module, factor):
          \"""So that a bias is not multiplied.\"""
          if factor != 1.0:
              module.register_forward_pre_hook(lambda _module, inputs: (inputs[0] * factor, *inputs[1:]))


      @torch.no_grad()
      def clip(groups, max_norm):
          \"""In place of clip_grad_norm_: a global norm that does not depend on the width.\"""
          found = [(p.grad, g["clip_weight"]) for g in groups for p in g["params"] if p.grad is not None]
          total = sum(weight * grad.pow(2).sum() for grad, weight in found) ** 0.5
          for grad, _ in found:
              grad.mul_(torch.clamp(max_norm / (total + 1e-6), max=1.0))
          return total
      """;

  private TorchSnippet() {}

  /** Groups for an optimizer. */
  static String groups(TransferPlan plan) {
    return module(plan, SnippetFormat.TORCH_PARAM_GROUPS);
  }

  /** The same, with the two lines that a trainer needs. */
  static String trainer(TransferPlan plan) {
    return module(plan, SnippetFormat.TRL)
        + """


        def trainer_optimizers(model):
            \"""For Trainer or SFTTrainer(optimizers=...); the trainer makes the schedule and clips nothing.\"""
            return optimizer(model), None


        # scale(model); SFTTrainer(model=model, args=SFTConfig(max_grad_norm=0.0, ...), optimizers=trainer_optimizers(model))
        """;
  }

  private static String module(TransferPlan plan, SnippetFormat format) {
    format.requireOptimizer(plan, List.of("adam", "adamw", "sgd"));
    String start =
        plan.tensors().stream()
            .flatMap(TorchSnippet::start)
            .distinct()
            .collect(Collectors.joining());
    return String.join(
        "\n",
        SnippetFormat.heading(plan),
        "import re",
        "",
        "import torch",
        "",
        "# Rates of the target, multiplied out.",
        "GROUPS = [",
        groupList(plan) + "]",
        "# Mean and standard deviation at the start.",
        "START = {",
        start + "}",
        "# Scalars of the model; a Granite configuration has keys for them.",
        multipliers(plan),
        FUNCTIONS.formatted(OPTIMIZERS.get(plan.optimizer())));
  }

  private static Stream<String> start(PlanLine line) {
    return ModuleNames.regexes(line)
        .map(regex -> "    r\"%s\": (%s, %s),\n".formatted(regex, line.initMean(), line.initStd()));
  }

  private static String multipliers(TransferPlan plan) {
    return "MULTIPLIERS = {\"embedding\": %s, \"attention\": %s, \"residual\": %s, \"logits\": %s}"
        .formatted(
            plan.multipliers().embedding(),
            plan.multipliers().attention(),
            plan.multipliers().residual(),
            plan.multipliers().logits());
  }

  private static String groupList(TransferPlan plan) {
    Map<String, Set<String>> patterns = new LinkedHashMap<>();
    for (PlanLine line : plan.tensors()) {
      Set<String> regexes =
          patterns.computeIfAbsent(settings(plan, line), key -> new LinkedHashSet<>());
      ModuleNames.regexes(line).forEach(regexes::add);
    }
    StringBuilder text = new StringBuilder();
    patterns.forEach(
        (settings, regexes) -> {
          text.append("    {\n        %s,\n        \"patterns\": [\n".formatted(settings));
          regexes.forEach(regex -> text.append("            r\"%s\",\n".formatted(regex)));
          text.append("        ],\n    },\n");
        });
    return text.toString();
  }

  /** SGD knows no eps. */
  private static String settings(TransferPlan plan, PlanLine line) {
    String eps = plan.optimizer().equals("sgd") ? "" : "\"eps\": %s, ".formatted(line.eps());
    return "\"lr\": %s, %s\"weight_decay\": %s, \"clip_weight\": %s"
        .formatted(line.lr(), eps, line.weightDecay(), line.clipWeight());
  }
}
