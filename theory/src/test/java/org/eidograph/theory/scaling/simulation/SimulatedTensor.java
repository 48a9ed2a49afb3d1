// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.simulation;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.theory.scaling.TensorRule;

/** A weight with its gradient and optimizer state, stepped as PyTorch does, in float64. */
public final class SimulatedTensor {
  private static final double BETA_1 = 0.9;

  public final int out;
  public final int in;
  public final double[] values;
  public final double[] gradient;
  public final double[] first;
  public final double[] second;
  public final OptimizerKind kind;
  public TensorRule rule;
  private int steps;

  public SimulatedTensor(int out, int in, TensorRule rule, OptimizerKind kind) {
    this.out = out;
    this.in = in;
    this.rule = rule;
    this.kind = kind;
    this.values = new double[out * in];
    this.gradient = new double[out * in];
    this.first = new double[out * in];
    this.second = new double[out * in];
  }

  /** Fills it with the rule's start. */
  public SimulatedTensor draw(RandomGenerator random) {
    for (int i = 0; i < values.length; i++) {
      values[i] = rule.initStd() * random.nextGaussian();
    }
    return this;
  }

  public void clearGradient() {
    Arrays.fill(gradient, 0);
  }

  public double squaredGradientNorm() {
    double sum = 0;
    for (double g : gradient) {
      sum += g * g;
    }
    return sum;
  }

  /** Continues with another's step counter. */
  public void countFrom(SimulatedTensor other) {
    steps = other.steps;
  }

  /**
   * One step.
   *
   * @param momentum of SGD and of orthogonalised steps, 0 for none
   * @param secondMomentDecay β₂
   * @param clip factor of the gradient
   */
  public void step(double momentum, double secondMomentDecay, double clip) {
    steps++;
    if (kind.decoupledDecay()) {
      scale(values, 1 - rule.learningRate() * rule.weightDecay());
    }
    for (int i = 0; i < values.length; i++) {
      gradient[i] *= clip;
      if (!kind.decoupledDecay()) {
        gradient[i] += rule.weightDecay() * values[i];
      }
    }
    if (kind.usesEpsilon()) {
      adam(secondMomentDecay);
    } else {
      momentum(momentum);
    }
  }

  private void adam(double beta2) {
    double bias1 = 1 - Math.pow(BETA_1, steps);
    double bias2 = 1 - Math.pow(beta2, steps);
    for (int i = 0; i < values.length; i++) {
      first[i] = BETA_1 * first[i] + (1 - BETA_1) * gradient[i];
      second[i] = beta2 * second[i] + (1 - beta2) * gradient[i] * gradient[i];
      double root = Math.sqrt(second[i] / bias2) + rule.epsilon();
      // 0/0 where nothing reached the entry and there is no epsilon
      if (first[i] != 0) {
        values[i] -= rule.learningRate() * (first[i] / bias1) / root;
      }
    }
  }

  private void momentum(double momentum) {
    for (int i = 0; i < values.length; i++) {
      first[i] = momentum * first[i] + gradient[i];
    }
    double[] step = kind.orthogonalised() ? Polar.sign(first, out, in) : first;
    for (int i = 0; i < values.length; i++) {
      values[i] -= rule.learningRate() * step[i];
    }
  }

  private static void scale(double[] values, double factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
  }
}
