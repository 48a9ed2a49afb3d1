// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling;

/**
 * Everything that training needs to know of one tensor.
 *
 * <p>The weight that acts is {@code forwardMultiplier × stored weight}; all other values speak of
 * the stored weight.
 *
 * @param initStd standard deviation of the stored weight at the start
 * @param forwardMultiplier factor in front of the stored weight in the forward pass
 * @param learningRate of the stored weight
 * @param epsilon Adam's ε; 0 where the optimizer has none
 * @param weightDecay λ of the stored weight, in the optimizer's own convention
 * @param clipWeight factor of its squared gradient norm in a width-free global norm, see {@link
 *     WeightedClip}
 */
public record TensorRule(
    double initStd,
    double forwardMultiplier,
    double learningRate,
    double epsilon,
    double weightDecay,
    double clipWeight) {

  /**
   * The same training in another gauge: multiplier A·θ, stored weight divided by θ.
   *
   * <p>The gradient of the stored weight is then θ times as large, hence for a step of degree p in
   * the gradient: std B/θ, rate C/θ^(1+p), ε E·θ, decoupled decay λ·θ^(1+p), coupled decay λ·θ²,
   * clip weight g/θ². Exact for every trajectory (the abc-symmetry of Tensor Programs IV and V,
   * arXiv 2203.03466).
   *
   * @param theta θ, positive
   */
  public TensorRule regauge(double theta, OptimizerKind optimizer) {
    if (!(theta > 0) || Double.isInfinite(theta)) {
      throw new IllegalArgumentException("a gauge factor must be a positive number, got " + theta);
    }
    double step = Math.pow(theta, 1 + optimizer.degree());
    return new TensorRule(
        initStd / theta,
        forwardMultiplier * theta,
        learningRate / step,
        epsilon * theta,
        weightDecay * (optimizer.decoupledDecay() ? step : theta * theta),
        clipWeight / (theta * theta));
  }

  /** The same rule with another start. */
  public TensorRule withInitStd(double std) {
    return new TensorRule(std, forwardMultiplier, learningRate, epsilon, weightDecay, clipWeight);
  }

  /** The same rule with another learning rate. */
  public TensorRule withLearningRate(double rate) {
    return new TensorRule(initStd, forwardMultiplier, rate, epsilon, weightDecay, clipWeight);
  }

  /** The same rule with another ε. */
  public TensorRule withEpsilon(double value) {
    return new TensorRule(initStd, forwardMultiplier, learningRate, value, weightDecay, clipWeight);
  }

  /** The same rule with another weight decay. */
  public TensorRule withWeightDecay(double decay) {
    return new TensorRule(initStd, forwardMultiplier, learningRate, epsilon, decay, clipWeight);
  }

  /** The same rule with another factor in the forward pass, its other values untouched. */
  public TensorRule withForwardMultiplier(double factor) {
    return new TensorRule(initStd, factor, learningRate, epsilon, weightDecay, clipWeight);
  }
}
