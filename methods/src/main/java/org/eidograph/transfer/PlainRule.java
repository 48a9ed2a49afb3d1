// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.UsageException;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.theory.scaling.TensorRule;
import org.eidograph.theory.scaling.names.ModelDescription;
import org.eidograph.theory.scaling.names.TensorDescription;
import org.eidograph.theory.scaling.names.TensorNames;
import org.eidograph.theory.scaling.plan.CheckpointFold;
import org.eidograph.theory.scaling.plan.FoldStep;

/**
 * How the tensors of one pattern start and train in a plain checkpoint, whose configuration has no
 * place for multipliers: those of the plan have become scale of the stored weights, a change of
 * gauge that trains identically (arXiv 2203.03466).
 *
 * @param tensor the pattern's tensor of index 0
 * @param mean at the start
 * @param rule start, rate, ε, decay and clip weight; its multiplier is 1
 * @param optimizer what trains it
 */
public record PlainRule(
    TensorDescription tensor, double mean, TensorRule rule, OptimizerKind optimizer) {

  /**
   * The rules of every pattern, in the order of the forward pass.
   *
   * @param plan for a target with this configuration
   * @throws UsageException if a multiplier has no tensor that could take it
   */
  public static List<PlainRule> of(TransferPlan plan, TransformerConfig config) {
    ModelDescription model = ConfigDescription.of(config);
    List<TensorDescription> tensors = TensorNames.expected(model);
    List<FoldStep> folds = folds(plan, model, tensors);
    List<PlainRule> rules = new ArrayList<>();
    for (TensorDescription tensor : tensors) {
      rules.add(plain(plan.tensor(tensor.pattern()), tensor, folds));
    }
    return rules;
  }

  private static List<FoldStep> folds(
      TransferPlan plan, ModelDescription model, List<TensorDescription> tensors) {
    try {
      return CheckpointFold.steps(plan.multipliers(), model, tensors);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private static PlainRule plain(PlanLine line, TensorDescription tensor, List<FoldStep> folds) {
    OptimizerKind optimizer = OptimizerKind.of(line.optimizer());
    // what stands behind tables and heads is a scalar of the model, folded with the others
    TensorRule rule =
        new TensorRule(
            line.initStd(), 1, line.lr(), line.eps(), line.weightDecay(), line.clipWeight());
    double mean = line.initMean();
    for (FoldStep fold : folds) {
      if (fold.pattern().equals(tensor.pattern())) {
        if (fold.part() != FoldStep.ALL) {
          throw new UsageException(
              "the %s %s must go to one part of %s, whose parts share a learning rate; take a base with heads of the same size"
                  .formatted(fold.reason(), fold.factor(), tensor.pattern()));
        }
        rule = fold.folded(rule, optimizer);
        mean *= fold.factor();
      }
    }
    return new PlainRule(tensor, mean, rule, optimizer);
  }
}
