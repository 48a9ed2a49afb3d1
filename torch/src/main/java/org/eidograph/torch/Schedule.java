// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

/**
 * How the learning rate moves over a run, as a factor on each group's base rate.
 *
 * <p>Every schedule first rises linearly from 0 over its warm-up steps. The values equal those of
 * the scheduler of the same shape in Hugging Face transformers. Step 0 is the first update, so with
 * a warm-up that update has factor 0, as there.
 */
public sealed interface Schedule {
  /** Steps over which the factor rises from 0 to 1. */
  long warmupSteps();

  /**
   * The factor of one update.
   *
   * @param step from 0
   * @param totalSteps updates of the whole run
   * @return in [0, 1]
   */
  default double factor(long step, long totalSteps) {
    return step < warmupSteps() ? (double) step / warmupSteps() : afterWarmup(step, totalSteps);
  }

  /** The factor once the warm-up is over. */
  double afterWarmup(long step, long totalSteps);

  /** Stays at 1 after the warm-up. */
  record Constant(long warmupSteps) implements Schedule {
    public Constant {
      Schedule.requireSteps(warmupSteps);
    }

    @Override
    public double afterWarmup(long step, long totalSteps) {
      return 1;
    }
  }

  /** Falls linearly from 1 to 0 at the last step. */
  record Linear(long warmupSteps) implements Schedule {
    public Linear {
      Schedule.requireSteps(warmupSteps);
    }

    @Override
    public double afterWarmup(long step, long totalSteps) {
      return Math.max(0, (double) (totalSteps - step) / Math.max(1, totalSteps - warmupSteps));
    }
  }

  /**
   * Falls along half a cosine from 1 to a floor, and stays there.
   *
   * @param warmupSteps rise
   * @param floor the last factor, in [0, 1]; 0 is the plain cosine
   */
  record CosineWithFloor(long warmupSteps, double floor) implements Schedule {
    public CosineWithFloor {
      Schedule.requireSteps(warmupSteps);
      Schedule.requireShare(floor);
    }

    @Override
    public double afterWarmup(long step, long totalSteps) {
      double progress = (double) (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps);
      return Schedule.between(floor, Decay.COSINE.remaining(Math.min(1, progress)));
    }
  }

  /**
   * Warm-up, stable at 1, then a fall to a floor over the last steps. Its warm-up starts at the
   * floor, not at 0.
   *
   * @param warmupSteps rise
   * @param decaySteps fall; with the warm-up at most the run's steps
   * @param shape how it falls
   * @param floor first and last factor, in [0, 1]
   */
  record WarmupStableDecay(long warmupSteps, long decaySteps, Decay shape, double floor)
      implements Schedule {
    public WarmupStableDecay {
      Schedule.requireSteps(warmupSteps);
      Schedule.requireSteps(decaySteps);
      Schedule.requireShare(floor);
    }

    @Override
    public double factor(long step, long totalSteps) {
      return step < warmupSteps
          ? Schedule.between(floor, (double) step / warmupSteps)
          : afterWarmup(step, totalSteps);
    }

    @Override
    public double afterWarmup(long step, long totalSteps) {
      // a run shorter than both phases starts to fall as soon as it has risen
      long decayStart = Math.max(warmupSteps, totalSteps - decaySteps);
      if (step < decayStart) {
        return 1;
      }
      double progress = Math.min(1, (double) (step - decayStart) / Math.max(1, decaySteps));
      return step >= decayStart + decaySteps
          ? floor
          : Schedule.between(floor, shape.remaining(progress));
    }
  }

  /** How a factor falls from 1 to 0. */
  enum Decay {
    LINEAR,
    COSINE;

    /** What is left after a share of the way, both in [0, 1]. */
    double remaining(double progress) {
      return this == LINEAR ? 1 - progress : 0.5 * (1 + Math.cos(Math.PI * progress));
    }
  }

  private static double between(double floor, double share) {
    return share * (1 - floor) + floor;
  }

  private static void requireSteps(long steps) {
    if (steps < 0) {
      throw new IllegalArgumentException("steps must not be negative, got " + steps);
    }
  }

  private static void requireShare(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("floor must be in [0, 1], got " + share);
    }
  }
}
