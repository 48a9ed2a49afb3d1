// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.coordinates;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.eidograph.base.UsageException;
import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.theory.scaling.ScaledTensor;
import org.eidograph.theory.scaling.ScalingRecipe;
import org.eidograph.theory.scaling.TensorRule;
import org.eidograph.torch.Autograd;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Optimizer;
import org.eidograph.torch.ParameterGroup;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/** A network of matrices alone, written out as a formula; float32. */
final class PlainNetwork implements WatchedNetwork {
  /** The formula. */
  @FunctionalInterface
  interface Formula {
    /**
     * Logits of the batch.
     *
     * @param weight the effective weight of a name, multiplier included
     */
    Tensor logits(Function<String, Tensor> weight, Observer observer);
  }

  /**
   * One matrix.
   *
   * @param tensor its axes at the smallest network and here
   * @param initStd at the smallest network
   */
  record Matrix(String name, ScaledTensor tensor, double initStd) {}

  private record Weight(Tensor value, TensorRule rule) {}

  private final Map<String, Weight> weights = new LinkedHashMap<>();
  private final Formula formula;
  private final int[] targets;
  private final Optimizer optimizer;

  /**
   * Draws the matrices.
   *
   * @param depthGrowth blocks here over blocks of the smallest network
   * @param targets classes of the batch
   */
  PlainNetwork(
      List<Matrix> matrices,
      WatchedRules rules,
      double depthGrowth,
      long seed,
      Formula formula,
      int... targets) {
    this.formula = formula;
    this.targets = targets.clone();
    ScalingRecipe recipe = rules.recipe().recipe();
    List<ParameterGroup> groups = new ArrayList<>();
    for (Matrix matrix : matrices) {
      TensorRule rule = rule(recipe, matrix, rules, depthGrowth);
      Tensor value = draw(matrix, rule.initStd(), seed);
      weights.put(matrix.name(), new Weight(value, rule));
      OptimizerKind kind = recipe.optimizer().forRole(matrix.tensor().role());
      groups.add(
          new ParameterGroup(
              matrix.name(),
              Map.of(matrix.name(), value),
              rule.learningRate(),
              0,
              PlainUpdate.of(kind, rule.epsilon())));
    }
    this.optimizer = new Optimizer(groups);
  }

  private static TensorRule rule(
      ScalingRecipe recipe, Matrix matrix, WatchedRules rules, double depthGrowth) {
    try {
      return recipe.rule(matrix.tensor(), rules.tuned(matrix.initStd()), depthGrowth);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e); // rules that exclude one another
    }
  }

  private static Tensor draw(Matrix matrix, double std, long seed) {
    long[] shape = {matrix.tensor().target().out(), matrix.tensor().target().in()};
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(seed, matrix.name())) {
      return std == 0
          ? Tensors.zeros(DType.FLOAT32, Device.CPU, shape).keep()
          : Tensors.normal(random, shape).mulInPlace(std).keep();
    }
  }

  /** The effective weight as it is now; the caller's scope owns it. */
  Tensor effective(String name) {
    Weight weight = Objects.requireNonNull(weights.get(name));
    return weight.value().mul(weight.rule().forwardMultiplier());
  }

  @Override
  public void read(Observer observer) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.on()) {
      formula.logits(this::effective, observer);
    }
  }

  @Override
  public void step() {
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> leaves = new LinkedHashMap<>();
      weights.forEach((name, weight) -> leaves.put(name, weight.value().leaf()));
      Tensor logits = formula.logits(name -> scaled(name, leaves), Observer.NONE);
      List<Tensor> gradients =
          Autograd.gradients(
              BatchLoss.of(logits, targets), List.copyOf(leaves.values()), Autograd.Mode.FREE);
      optimizer.step(gradients, 1);
    }
  }

  private Tensor scaled(String name, Map<String, Tensor> leaves) {
    double multiplier = Objects.requireNonNull(weights.get(name)).rule().forwardMultiplier();
    return Objects.requireNonNull(leaves.get(name)).mul(multiplier);
  }

  @Override
  public void close() {
    optimizer.close();
    weights.values().forEach(weight -> weight.value().close());
  }
}
