// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.plan;

import org.eidograph.theory.scaling.TensorRole;
import org.eidograph.theory.scaling.TensorRule;

/**
 * The line of a plan for all tensors of one pattern.
 *
 * <p>Its multiplier is 1 but for tables and heads, whose multipliers are also scalars of the model.
 *
 * @param pattern name with {@code *} for every index
 * @param role which axes grow
 * @param growthOut m_out
 * @param growthIn m_in
 * @param initMean mean at the start: 1 for the gain of a norm, else 0
 * @param rule start, multiplier, rate, ε, decay and clip weight
 * @param optimizer what trains it; AdamW beside an orthogonalising optimizer
 * @param reason why, in one line
 * @param citation where the rule comes from
 */
public record PlannedTensor(
    String pattern,
    TensorRole role,
    double growthOut,
    double growthIn,
    double initMean,
    TensorRule rule,
    String optimizer,
    String reason,
    String citation) {}
