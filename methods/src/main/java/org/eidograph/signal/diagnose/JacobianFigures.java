// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import org.jspecify.annotations.Nullable;

/**
 * The Jacobian of all blocks, {@code J = ∂x_L/∂x_0} over all tokens of a text.
 *
 * @param frobenius {@code ‖J‖²_F/n}, over probes
 * @param norm σ_max(J), over texts, from below
 * @param secondMomentRatio {@code (tr(JJᵀ)²/n)/(tr(JJᵀ)/n)²}, over probes: 1 if all singular values
 *     are alike
 * @param slope of ln rms ∂loss/∂x_l over the blocks l = 0 … L, over texts; negative where gradients
 *     grow on their way down; null where a gradient vanishes, as behind a head of zeros
 */
public record JacobianFigures(
    Mean frobenius, Mean norm, Mean secondMomentRatio, @Nullable Mean slope) {}
