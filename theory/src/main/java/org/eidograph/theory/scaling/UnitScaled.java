// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling;

/**
 * u-muP's forward multipliers and Adam rates (Blake et al., 2024, arXiv 2407.17465): all weights
 * start with standard deviation 1.
 *
 * <pre>
 *            multiplier    rate
 * EMBEDDING  1             η·fan_out^-½
 * VECTOR     1             η
 * HIDDEN     fan_in^-½     η·fan_in^-½
 * READOUT    1/fan_in      η
 * FIXED      1             η
 * </pre>
 *
 * <p>Absolute, not relative to a base: its η is of another size than that of the other
 * parametrizations, and at the base shape it is not ordinary training. Seen as plain weights the
 * rates are η/n for matrices and η/√n for embeddings: their ratio √n is that of the
 * large-vocabulary rule. Decay is independent of the rate: {@code η·λ} is the same for all tensors.
 * A residual branch's rate falls with the root of the depth, see {@link
 * DepthRule.UnitScaledBranches}. It leaves out the backward scales, which Adam ignores, and the
 * residual and attention factors of the unit-scaled operations.
 */
public record UnitScaled() implements Parametrization {
  @Override
  public TensorRule rule(ScaledTensor tensor, TunedSettings tuned, OptimizerKind optimizer) {
    Parametrization.requireAdaptive(label(), optimizer);
    double fanIn = tensor.target().in();
    double rateFactor =
        switch (tensor.role()) {
          case EMBEDDING -> 1 / Math.sqrt((double) tensor.target().out());
          case HIDDEN -> 1 / Math.sqrt(fanIn);
          case VECTOR, READOUT, FIXED -> 1;
        };
    double multiplier =
        switch (tensor.role()) {
          case HIDDEN -> 1 / Math.sqrt(fanIn);
          case READOUT -> 1 / fanIn;
          case EMBEDDING, VECTOR, FIXED -> 1;
        };
    TensorRule plain = EffectiveRule.unscaled(1, tuned, optimizer);
    return PerLayerRate.scaleRate(plain, rateFactor, optimizer).withForwardMultiplier(multiplier);
  }

  @Override
  public String label() {
    return "ump";
  }

  @Override
  public String reason(TensorRole role, OptimizerKind optimizer) {
    return switch (role) {
      case EMBEDDING -> "unit start, rate ~ hidden_size^-1/2";
      case HIDDEN -> "unit start, multiplier and rate ~ fan_in^-1/2";
      case READOUT -> "unit start, multiplier 1/fan_in";
      case VECTOR, FIXED -> "the tuned rate";
    };
  }

  @Override
  public String citation() {
    return "Blake et al. 2024, arXiv 2407.17465";
  }
}
