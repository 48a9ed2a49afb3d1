/**
 * The arithmetic of widening a trained model: factors of weights, optimizer state and settings, the
 * size of the noise, and what can be carried from a small pair of models to a large one.
 *
 * <p>Ma, Chen, Díaz, Hayou, Kunisky, Villar, μpscaling small models: Principled warm starts and
 * hyperparameter transfer (2026, arXiv 2602.10545). With D a matrix that repeats each unit k times,
 *
 * <pre>
 * W↑ = (1/k_in)·D·W·Dᵀ,   ∇W↑ = (1/k_out)·D·∇W·Dᵀ,   η↑ = η·k_out^p/k_in
 * </pre>
 *
 * <p>so that the wide model computes the same function and, without noise, trains exactly like its
 * source.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>factors of a tensor and its moments</td><td>{@link
 *     org.eidograph.theory.scaling.widening.WideningRule}</td></tr>
 * <tr><td>the size of the noise</td><td>{@link
 *     org.eidograph.theory.scaling.widening.WideningNoise}</td></tr>
 * <tr><td>rate and noise for a larger pair</td><td>{@link
 *     org.eidograph.theory.scaling.widening.ContinuedRun}</td></tr>
 * </table>
 *
 * <pre>{@code
 * WideningRule rule = WideningRule.of(AxisGrowth.both(2), OptimizerKind.ADAMW);
 * rule.value(); // 0.5
 * rule.learningRate(); // 0.5
 * rule.secondMoment(); // 0.25
 * }</pre>
 *
 * <p>The theorem's hypotheses as printed could not be read; the factors were derived and are
 * checked by training. It leaves out tensors and files.
 */
@NullMarked
package org.eidograph.theory.scaling.widening;

import org.jspecify.annotations.NullMarked;
