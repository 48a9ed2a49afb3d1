// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.linear;

/**
 * Samples and targets of a linear regression, fixed while networks grow.
 *
 * <p>Loss of outputs f: {@code ‖f - y‖²/2m}. Kernel: {@code K = X·Xᵀ/d}, never formed; {@code K·v}
 * costs O(m·d).
 */
public final class RegressionProblem {
  private final double[][] inputs;
  private final double[] targets;

  /**
   * A problem of m samples.
   *
   * @param inputs X, one row of d numbers per sample; at least one of each
   * @param targets y, one per sample
   */
  public RegressionProblem(double[][] inputs, double[] targets) {
    if (inputs.length == 0 || inputs.length != targets.length || inputs[0].length == 0) {
      throw new IllegalArgumentException(
          "a regression needs at least one sample with a target each, got %d samples and %d targets"
              .formatted(inputs.length, targets.length));
    }
    this.inputs = new double[inputs.length][];
    for (int sample = 0; sample < inputs.length; sample++) {
      if (inputs[sample].length != inputs[0].length) {
        throw new IllegalArgumentException(
            "every sample must have %d inputs, got %d for sample %d"
                .formatted(inputs[0].length, inputs[sample].length, sample));
      }
      this.inputs[sample] = inputs[sample].clone();
    }
    this.targets = targets.clone();
  }

  /** m. */
  public int samples() {
    return targets.length;
  }

  /** d. */
  public int inputs() {
    return inputs[0].length;
  }

  /** y. */
  public double[] targets() {
    return targets.clone();
  }

  /** {@code X·β}, the outputs of a linear predictor. */
  public double[] outputs(double[] predictor) {
    double[] outputs = new double[samples()];
    for (int sample = 0; sample < outputs.length; sample++) {
      outputs[sample] = Vectors.dot(inputs[sample], predictor);
    }
    return outputs;
  }

  /** {@code Xᵀ·v}. */
  public double[] pullBack(double[] values) {
    double[] result = new double[inputs()];
    for (int sample = 0; sample < values.length; sample++) {
      Vectors.addScaled(result, values[sample], inputs[sample]);
    }
    return result;
  }

  /** {@code K·v = X·Xᵀ·v/d}. */
  public double[] kernelTimes(double[] values) {
    double[] result = outputs(pullBack(values));
    for (int sample = 0; sample < result.length; sample++) {
      result[sample] /= inputs();
    }
    return result;
  }

  /** {@code f - y}. */
  public double[] residuals(double[] outputs) {
    double[] residuals = outputs.clone();
    Vectors.addScaled(residuals, -1, targets);
    return residuals;
  }

  /** {@code ‖f - y‖²/2m}. */
  public double loss(double[] outputs) {
    double[] residuals = residuals(outputs);
    return Vectors.dot(residuals, residuals) / (2.0 * samples());
  }
}
