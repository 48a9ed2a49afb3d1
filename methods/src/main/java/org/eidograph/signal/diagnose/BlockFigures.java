// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import org.jspecify.annotations.Nullable;

/**
 * The residual stream x_l between two blocks, and what is behind it.
 *
 * @param blocks l, number of blocks passed: 0 behind the embedding, L behind the last block
 * @param stream q_l, geometric mean over tokens of the mean square of a coordinate
 * @param depth {@code U_l = ln(q_l/q_0)}; where norms stand behind the sums, {@code Σ ln(‖x +
 *     b‖²/‖x‖²)}
 * @param inputCosine mean cosine between different texts at the same position, where their
 *     beginnings differ; its error is over pairs, which share texts, and therefore low
 * @param predictedCosine the same by the law of an MLP-only network at the measured U, from the
 *     measured start; a reference
 * @param positionCosine mean cosine between the tokens of a text
 * @param effectiveRank exp of the entropy of the eigenvalues of the tokens' cosines; between 1 (all
 *     tokens one direction) and the number of tokens
 * @param gradient rms of ∂(Σ next-token loss)/∂x_l; null for an encoder, whose texts have no labels
 * @param jacobian {@code ‖J_{l→L}‖²_F/n}, over probes
 * @param predictedJacobian the same by the law of independent weights, {@code Π (1 + χ/q)} with the
 *     measured q, the χ of {@link ActivationFigures}, and attention as a plain average over the
 *     past, or over the text in an encoder, which passes on less than it adds where tokens are
 *     alike; norms behind the sums divide by what they find. A reference
 * @param blockNorm σ_max of the Jacobian of the block that follows; null behind the last
 */
public record BlockFigures(
    int blocks,
    Mean stream,
    Mean depth,
    @Nullable Mean inputCosine,
    @Nullable Double predictedCosine,
    Mean positionCosine,
    Mean effectiveRank,
    @Nullable Mean gradient,
    Mean jacobian,
    double predictedJacobian,
    @Nullable Mean blockNorm) {}
