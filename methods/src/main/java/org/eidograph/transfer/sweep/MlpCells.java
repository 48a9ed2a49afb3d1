// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.sweep;

import org.eidograph.base.UsageException;
import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.theory.scaling.ScalingRecipe;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.transfer.RecipeChoice;

/**
 * Small ReLU networks on a built-in regression, full batch: a sweep of them takes seconds and shows
 * what a parametrization does, on no data of the user's.
 *
 * <p>Two hidden layers, 128 points, squared loss, constant rate. Owns the task until {@link
 * #close}.
 */
public final class MlpCells implements CellTrainer {
  /** A loss above it has diverged; the untrained network's is about 1. */
  private static final double DIVERGED = 1e4;

  private final MlpTask task;
  private final int base;
  private final int steps;

  /**
   * Networks of a family.
   *
   * @param base width at which the rates are what they are
   * @param steps of each training, at least 1
   */
  public MlpCells(int base, int steps) {
    if (base < 1 || steps < 1) {
      throw new UsageException(
          "a network needs a base width and steps of at least 1, got %d and %d"
              .formatted(base, steps));
    }
    this.base = base;
    this.steps = steps;
    this.task = MlpTask.draw();
  }

  /**
   * Refuses what these networks cannot be trained by.
   *
   * @throws UsageException also if a word of the arm is unknown
   */
  public static void require(Arm arm) {
    OptimizerKind optimizer = recipe(arm).optimizer();
    if (optimizer.orthogonalised()) {
      throw new UsageException(
          "small networks are trained by adam, adamw or sgd, got %s; sweep a language model instead"
              .formatted(arm.optimizer()));
    }
    if (!optimizer.decoupledDecay() && optimizer.degree() == 0 && arm.weightDecay() != 0) {
      throw new UsageException(
          "adam is swept without weight decay, got %s; take adamw".formatted(arm.weightDecay()));
    }
  }

  private static ScalingRecipe recipe(Arm arm) {
    return new RecipeChoice(arm.parametrization(), arm.optimizer(), "mup", "product").recipe();
  }

  @Override
  public String identity() {
    return "mlp 16-n-n-1, 128 points, base %d, %d steps".formatted(base, steps);
  }

  @Override
  public double loss(Cell cell) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.on();
        MlpNetwork network =
            MlpNetwork.draw(new MlpNetwork.Shape(cell.width(), base), recipe(cell.arm()), cell)) {
      for (int step = 0; step < steps; step++) {
        try (Scope each = Scope.open()) {
          if (!(network.step(task) <= DIVERGED)) {
            return Double.POSITIVE_INFINITY;
          }
        }
      }
      double loss = network.loss(task);
      return loss <= DIVERGED ? loss : Double.POSITIVE_INFINITY;
    }
  }

  @Override
  public void close() {
    task.close();
  }
}
