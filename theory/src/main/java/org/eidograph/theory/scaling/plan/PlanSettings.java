// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.plan;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.theory.scaling.TunedSettings;

/**
 * The settings tuned at the base shape, each marked as given or assumed.
 *
 * @param learningRate η
 * @param weightDecay λ
 * @param epsilon Adam's ε
 * @param initStd σ₀
 */
public record PlanSettings(
    Setting learningRate, Setting weightDecay, Setting epsilon, Setting initStd) {

  /** Nothing was given: the values of {@link TunedSettings#USUAL}. */
  public static PlanSettings assumed() {
    TunedSettings usual = TunedSettings.USUAL;
    return new PlanSettings(
        Setting.assumed(usual.learningRate()),
        Setting.assumed(usual.weightDecay()),
        Setting.assumed(usual.epsilon()),
        Setting.assumed(usual.initStd()));
  }

  /** All four were given. */
  public static PlanSettings given(TunedSettings tuned) {
    return new PlanSettings(
        Setting.given(tuned.learningRate()),
        Setting.given(tuned.weightDecay()),
        Setting.given(tuned.epsilon()),
        Setting.given(tuned.initStd()));
  }

  /** The same with a given η. */
  public PlanSettings withLearningRate(double value) {
    return new PlanSettings(Setting.given(value), weightDecay, epsilon, initStd);
  }

  /** The same with a given λ. */
  public PlanSettings withWeightDecay(double value) {
    return new PlanSettings(learningRate, Setting.given(value), epsilon, initStd);
  }

  /** The same with a given ε. */
  public PlanSettings withEpsilon(double value) {
    return new PlanSettings(learningRate, weightDecay, Setting.given(value), initStd);
  }

  /** The same with a given σ₀. */
  public PlanSettings withInitStd(double value) {
    return new PlanSettings(learningRate, weightDecay, epsilon, Setting.given(value));
  }

  /** The bare numbers, checked. */
  public TunedSettings tuned() {
    return new TunedSettings(
        learningRate.value(), weightDecay.value(), epsilon.value(), initStd.value());
  }

  /** Names of the assumed ones. */
  List<String> assumedNames() {
    List<String> names = new ArrayList<>();
    addIfAssumed(names, "learning rate", learningRate);
    addIfAssumed(names, "weight decay", weightDecay);
    addIfAssumed(names, "epsilon", epsilon);
    addIfAssumed(names, "initial std", initStd);
    return names;
  }

  private static void addIfAssumed(List<String> names, String name, Setting setting) {
    if (setting.assumed()) {
      names.add("%s %s".formatted(name, plain(setting.value())));
    }
  }

  /** As it stands in tables: 1e-8, not 1.0E-8. */
  private static String plain(double value) {
    return String.valueOf(value).replace(".0E", "e").replace("E", "e");
  }
}
