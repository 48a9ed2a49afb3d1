// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import org.jspecify.annotations.Nullable;

/**
 * How the residual branches are scaled.
 *
 * @param observed rms entry of the projections that end a branch (o, down) over that of the others
 * @param uniform {@code 1/√(2L)}, the uniform scale of L blocks of two branches under which depth
 *     has a limit; GPT-2's initialisation has it, Llama's has 1
 * @param growthExponent p of {@code q_l/q_{l−1} − 1 ∝ l^p}, fitted over the blocks after the first:
 *     −1 where equal branches add up (U logarithmic in depth), 0 where each grows with the stream
 *     (U linear, an exponential stream); null for fewer than three blocks that grow
 */
public record BranchScale(double observed, double uniform, @Nullable Double growthExponent) {}
