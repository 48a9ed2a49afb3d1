// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.widening;

import org.eidograph.theory.scaling.AxisGrowth;
import org.eidograph.theory.scaling.OptimizerKind;

/**
 * What happens to one trained tensor, its optimizer state and its settings when its axes are
 * duplicated k_out and k_in times.
 *
 * <p>{@code W↑ = (1/k_in)·D·W·Dᵀ}, where each row of D has a single 1, computes the same function,
 * and its gradient is {@code (1/k_out)·D·∇W·Dᵀ}. With the factors here the wide model also trains
 * like its source, step for step, whatever parametrization that had (Ma et al., μpscaling small
 * models, 2026, arXiv 2602.10545). All factors are relative to the source and speak of the
 * effective weight; {@link #behindMultiplier} gives those of a weight whose forward multiplier is
 * divided by k_in instead.
 *
 * <p>It needs a deterministic forward pass without dropout, copies that all feed every consumer
 * equally, and a step that acts entrywise, or commutes with duplication as an orthogonalised one
 * does. The orthogonalised row is our own derivation.
 *
 * @param value factor of the duplicated weight, 1/k_in
 * @param learningRate factor of the rate, {@code k_out^p/k_in}
 * @param epsilon factor of Adam's ε, 1/k_out; 1 where there is none
 * @param weightDecay factor of λ
 * @param firstMoment factor of a duplicated momentum buffer or first moment, 1/k_out
 * @param secondMoment factor of a duplicated second moment and of its maximum, 1/k_out²
 * @param clipWeight weight of the squared gradient norm in a global norm, {@code k_out/k_in}
 */
public record WideningRule(
    double value,
    double learningRate,
    double epsilon,
    double weightDecay,
    double firstMoment,
    double secondMoment,
    double clipWeight) {

  /**
   * The rule of a tensor that is stored at its effective value.
   *
   * @param factors k_out and k_in; 1 on an axis that is not duplicated, as the input axis of a
   *     table or a vector never is
   * @param optimizer what trains this very tensor
   */
  public static WideningRule of(AxisGrowth factors, OptimizerKind optimizer) {
    double out = factors.out();
    return new WideningRule(
        1 / factors.in(),
        optimizer.rateFactor(factors),
        optimizer.usesEpsilon() ? 1 / out : 1,
        optimizer.decayFactor(factors),
        1 / out,
        1 / (out * out),
        out / factors.in());
  }

  /**
   * The rule of a readout whose forward multiplier is divided by k_in, so that its stored weight is
   * copied unchanged (muP, layout B): the same training in the gauge {@code θ = 1/k_in}.
   *
   * @param inFactor k_in
   */
  public static WideningRule behindMultiplier(double inFactor, OptimizerKind optimizer) {
    return of(new AxisGrowth(1, inFactor), optimizer).regauge(1 / inFactor, optimizer);
  }

  /**
   * The rule of the final norm's gain when it takes over the factor 1/k of the logits of a tied
   * head ({@code θ = k} on a duplicated vector): rate/k, decay·k, ε unchanged.
   *
   * @param factor k
   */
  public static WideningRule foldedGain(double factor, OptimizerKind optimizer) {
    return of(new AxisGrowth(factor, 1), optimizer).regauge(factor, optimizer);
  }

  /**
   * The same training with the stored weight divided by θ.
   *
   * @param theta θ, positive
   */
  public WideningRule regauge(double theta, OptimizerKind optimizer) {
    double step = Math.pow(theta, 1 + optimizer.degree());
    return new WideningRule(
        value / theta,
        learningRate / step,
        optimizer.usesEpsilon() ? epsilon * theta : epsilon,
        weightDecay * (optimizer.decoupledDecay() ? step : theta * theta),
        firstMoment * theta,
        secondMoment * theta * theta,
        clipWeight / (theta * theta));
  }
}
