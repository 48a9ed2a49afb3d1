// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

/**
 * One MLP against the moments of its activation at a Gaussian of the measured variance.
 *
 * @param block counted from 0
 * @param variance q, mean square of what the activation reads
 * @param measured mean square of what the narrowing projection reads
 * @param predicted {@code E[φ(√q·Z)²]}, times the mean square of the other factor for a gated MLP,
 *     {@code E[(φ(u)·v)²] = E[φ(u)²]·q_v}
 * @param slope {@code E[φ'(√q·Z)²]}
 * @param gain χ of the branch, {@code ‖∂b/∂x‖²_F/n·rms(x)²} of independent weights: {@code
 *     σ_down²·E[φ'²]·σ_up²·m}, or {@code σ_down²·(E[φ'²]·q_v·σ_gate² + E[φ²]·σ_up²)·m} if gated, m
 *     the mean square behind the norm
 */
public record ActivationFigures(
    int block, Mean variance, Mean measured, double predicted, double slope, double gain) {}
