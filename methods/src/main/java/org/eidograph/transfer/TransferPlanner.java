// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.BadInputException;
import org.eidograph.base.UsageException;
import org.eidograph.theory.scaling.names.ModelDescription;
import org.eidograph.theory.scaling.names.ModelDescription.Widths;
import org.eidograph.theory.scaling.names.TensorDescription;
import org.eidograph.theory.scaling.names.TensorNames;
import org.eidograph.theory.scaling.plan.PlanChoices;
import org.eidograph.theory.scaling.plan.PlanRequest;
import org.eidograph.theory.scaling.plan.PlanSettings;
import org.eidograph.theory.scaling.plan.ScalingPlan;
import org.eidograph.theory.scaling.plan.Setting;

/** Judges the two models, then lets the theory plan. */
final class TransferPlanner {
  private final TransferRequest request;

  TransferPlanner(TransferRequest request) {
    this.request = request;
  }

  TransferPlan plan() {
    requireSameTensors();
    requireSameExperts();
    requireWider();
    requireCountsOfTheVocabulary();
    PlanChoices choices = choices();
    try {
      return recorded(
          ScalingPlan.of(
              PlanRequest.of(request.base(), request.target(), request.settings(), choices)));
    } catch (IllegalArgumentException e) {
      // the models are sound, so it is a setting or a combination of rules
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private PlanChoices choices() {
    TransferStart start = request.start();
    return new PlanChoices(
        request.rules().recipe(),
        request.baseMultipliers(),
        start.zeroReadout(),
        start.zeroQuery(),
        start.keyValueAsReadout(),
        start.decayVectors(),
        start.fromCheckpoint());
  }

  private static TransferPlan recorded(ScalingPlan plan) {
    return new TransferPlan(
        ScalingPlan.FORMAT,
        plan.parametrization(),
        plan.optimizer(),
        plan.embeddings(),
        plan.decay(),
        plan.depth(),
        ModelShape.of(plan.base()),
        ModelShape.of(plan.target()),
        hparams(plan.settings()),
        assumed(plan.settings()),
        plan.multipliers(),
        plan.tensors().stream().map(PlanLine::of).toList(),
        plan.notes());
  }

  private static TransferPlan.Hparams hparams(PlanSettings settings) {
    return new TransferPlan.Hparams(
        settings.learningRate().value(),
        settings.weightDecay().value(),
        settings.epsilon().value(),
        settings.initStd().value());
  }

  private static List<String> assumed(PlanSettings settings) {
    List<String> names = new ArrayList<>();
    addIfAssumed(names, "lr", settings.learningRate());
    addIfAssumed(names, "weight_decay", settings.weightDecay());
    addIfAssumed(names, "eps", settings.epsilon());
    addIfAssumed(names, "init_std", settings.initStd());
    return names;
  }

  private static void addIfAssumed(List<String> names, String name, Setting setting) {
    if (setting.assumed()) {
      names.add(name);
    }
  }

  private void requireSameTensors() {
    List<String> base = patterns(request.base());
    List<String> target = patterns(request.target());
    if (!base.equals(target)) {
      List<String> onlyBase = new ArrayList<>(base);
      onlyBase.removeAll(target);
      List<String> onlyTarget = new ArrayList<>(target);
      onlyTarget.removeAll(base);
      throw new BadInputException(
          "base and target must have the same tensors, but %s stand in the base (%s) alone and %s in the target (%s) alone; take a base of the same family, tying and biases"
              .formatted(
                  onlyBase,
                  request.base().family().modelType(),
                  onlyTarget,
                  request.target().family().modelType()));
    }
  }

  private static List<String> patterns(ModelDescription model) {
    return TensorNames.expected(model).stream().map(TensorDescription::pattern).toList();
  }

  private void requireSameExperts() {
    int base = request.base().counts().experts();
    int target = request.target().counts().experts();
    if (base != target) {
      throw new BadInputException(
          "base and target must have the same number of experts, got %d and %d; the rules carry settings over width and depth alone"
              .formatted(base, target));
    }
  }

  private void requireWider() {
    Widths base = request.base().widths();
    Widths target = request.target().widths();
    requireWider("hidden_size", base.hiddenSize(), target.hiddenSize());
    requireWider("intermediate_size", base.feedForwardSize(), target.feedForwardSize());
    requireWider(
        "num_attention_heads times head_dim",
        base.heads() * base.headSize(),
        target.heads() * target.headSize());
    requireWider(
        "num_key_value_heads times head_dim",
        base.keyValueHeads() * base.headSize(),
        target.keyValueHeads() * target.headSize());
  }

  private static void requireWider(String name, int base, int target) {
    if (target < base) {
      throw new BadInputException(
          "a target must be at least as wide as its base in every length, got %s %d for a base of %d; exchange base and target, or tune at a smaller model"
              .formatted(name, target, base));
    }
  }

  private void requireCountsOfTheVocabulary() {
    long rows = request.rules().counted().rows();
    int vocabulary = request.target().counts().vocabulary();
    if (rows != 0 && rows != vocabulary) {
      throw new BadInputException(
          "token counts must have a line for each of the target's %d tokens, got %d; count with its tokenizer"
              .formatted(vocabulary, rows));
    }
  }
}
