// Licensed under the Apache License, Version 2.0.
package org.eidograph.train;

/** Told of a run's progress, on the thread that trains. */
public interface TrainListener {
  /** Hears nothing. */
  TrainListener NONE = new TrainListener() {};

  /** After each optimizer step. */
  default void onStep(StepReport report) {}

  /** After each evaluation. */
  default void onEvaluation(long step, Evaluator.Result result) {}

  /** After a checkpoint was written. */
  default void onCheckpoint(java.nio.file.Path directory) {}

  /** Whether the user wants the run to end; asked after each step. */
  default boolean stopRequested() {
    return false;
  }

  /**
   * One optimizer step.
   *
   * @param step steps done, from 1
   * @param totalSteps of the run
   * @param loss mean over the batch's labels, before the update
   * @param gradientNorm before clipping
   * @param rateFactor the schedule's value
   * @param tokens in the batch
   * @param seconds the step took
   */
  record StepReport(
      long step,
      long totalSteps,
      double loss,
      double gradientNorm,
      double rateFactor,
      long tokens,
      double seconds) {}
}
