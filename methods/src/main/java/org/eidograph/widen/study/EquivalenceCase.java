// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen.study;

import java.util.List;
import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.theory.scaling.widening.WideningRule;
import org.eidograph.widen.study.DoubleRun.Settings;

/**
 * One comparison of a widened model's steps with those of its source.
 *
 * @param id of the claim
 * @param optimizer of the matrices
 * @param forgotten the factor that the wide model is trained without
 */
record EquivalenceCase(String id, OptimizerKind optimizer, Settings settings, Forgotten forgotten) {
  /** Without a factor forgotten, then without each. */
  static final List<EquivalenceCase> ALL =
      List.of(
          new EquivalenceCase("W2-sgd", OptimizerKind.SGD, descent(0), Forgotten.NOTHING),
          new EquivalenceCase("W2-momentum", OptimizerKind.SGD, descent(0.9), Forgotten.NOTHING),
          new EquivalenceCase("W2-adamw", OptimizerKind.ADAMW, adaptive(1e-3), Forgotten.NOTHING),
          new EquivalenceCase("W2-muon", OptimizerKind.MUON, adaptive(1e-3), Forgotten.NOTHING),
          new EquivalenceCase("W3-rate", OptimizerKind.ADAMW, adaptive(1e-2), Forgotten.RATE),
          new EquivalenceCase("W3-moments", OptimizerKind.ADAMW, adaptive(1e-2), Forgotten.MOMENTS),
          new EquivalenceCase("W3-epsilon", OptimizerKind.ADAMW, adaptive(1e-2), Forgotten.EPSILON),
          new EquivalenceCase("W3-decay", OptimizerKind.ADAMW, adaptive(1e-2), Forgotten.DECAY),
          new EquivalenceCase("W3-clip", OptimizerKind.SGD, descent(0.9), Forgotten.CLIP_WEIGHT));

  /** What may be forgotten. */
  enum Forgotten {
    NOTHING,
    RATE,
    MOMENTS,
    EPSILON,
    DECAY,
    CLIP_WEIGHT;

    WideningRule in(WideningRule rule) {
      return new WideningRule(
          rule.value(),
          this == RATE ? 1 : rule.learningRate(),
          this == EPSILON ? 1 : rule.epsilon(),
          this == DECAY ? 1 : rule.weightDecay(),
          this == MOMENTS ? 0 : rule.firstMoment(),
          this == MOMENTS ? 0 : rule.secondMoment(),
          this == CLIP_WEIGHT ? 1 : rule.clipWeight());
    }
  }

  /** Whether the wide model is trained by every factor. */
  boolean exact() {
    return forgotten == Forgotten.NOTHING;
  }

  WideTwins.Training training() {
    return new WideTwins.Training(optimizer, settings, forgotten::in);
  }

  private static Settings descent(double momentum) {
    return new Settings(0.02, 1e-3, 0.1, 0.5, momentum);
  }

  private static Settings adaptive(double rate) {
    return new Settings(rate, 1e-3, 0.1, 0.5, 0.9);
  }
}
