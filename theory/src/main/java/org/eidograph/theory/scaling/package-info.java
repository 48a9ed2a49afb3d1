/**
 * The parametrization rules: what happens to the start, multiplier, learning rate, ε, weight decay
 * and clip weight of every tensor when a model gets wider or deeper.
 *
 * <p>Yang et al., Tensor Programs V (2022, arXiv 2203.03466) for muP; Ma, Chen, Díaz, Hayou,
 * Kunisky, Villar, μpscaling small models (2026, arXiv 2602.10545) for ε, decay and moments; Dey et
 * al., CompleteP (2025, arXiv 2505.01618) for depth; Hayou, Liu (2025, arXiv 2506.15025) for
 * embeddings. Settings are tuned at a base width n₀; m = n/n₀ for each axis. An effective weight
 * (multiplier times stored weight) whose optimizer takes steps of degree p in the gradient gets
 *
 * <pre>
 * rate η·m_out^p/m_in,   ε/m_out,   clip weight m_out/m_in
 * </pre>
 *
 * <p>and a multiplier A can be exchanged for scale of the stored weight without changing any
 * trajectory ({@link org.eidograph.theory.scaling.TensorRule#regauge}). At m = 1 every rule is
 * ordinary training.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>the rule of one tensor</td><td>{@link org.eidograph.theory.scaling.ScalingRecipe}</td></tr>
 * <tr><td>muP and its layouts</td><td>{@link org.eidograph.theory.scaling.MaximalUpdate}</td></tr>
 * <tr><td>something to compare with</td><td>{@link org.eidograph.theory.scaling.Standard}, {@link
 *     org.eidograph.theory.scaling.NeuralTangent}, {@link
 *     org.eidograph.theory.scaling.PerLayerRate}, {@link
 *     org.eidograph.theory.scaling.EmbeddingHeld}, {@link
 *     org.eidograph.theory.scaling.UnitScaled}, {@link
 *     org.eidograph.theory.scaling.Spectral}</td></tr>
 * <tr><td>a tied head</td><td>{@link org.eidograph.theory.scaling.TiedHead}</td></tr>
 * <tr><td>depth, embeddings, decay</td><td>{@link org.eidograph.theory.scaling.DepthRule}, {@link
 *     org.eidograph.theory.scaling.EmbeddingRule}, {@link
 *     org.eidograph.theory.scaling.WeightDecayRule}</td></tr>
 * <tr><td>gradient clipping</td><td>{@link org.eidograph.theory.scaling.WeightedClip}</td></tr>
 * </table>
 *
 * <pre>{@code
 * ScaledTensor query = ScaledTensor.square(TensorRole.HIDDEN, 256, 1024);
 * TensorRule rule = ScalingRecipe.maximalUpdate().rule(query, TunedSettings.USUAL, 1);
 * rule.learningRate(); // 0.0025
 * }</pre>
 *
 * <p>It leaves out names and shapes of real models and plans for them.
 */
@NullMarked
package org.eidograph.theory.scaling;

import org.jspecify.annotations.NullMarked;
