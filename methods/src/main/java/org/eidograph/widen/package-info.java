/**
 * Makes a trained checkpoint wider without changing what it computes, and says how to train on.
 *
 * <p>Ma, Chen, Díaz, Hayou, Kunisky, Villar, μpscaling small models: Principled warm starts and
 * hyperparameter transfer (2026, arXiv 2602.10545); paired noise after Samragh et al., HyperCloning
 * (2024, arXiv 2409.12903). Every unit is copied k times and weights that read copies are divided
 * by k,
 *
 * <pre>
 * W↑ = (1/k_in)·D·W·Dᵀ
 * </pre>
 *
 * <p>Heads grow in number and keep their size, so rotary positions and score scales stay as they
 * are, unless {@link org.eidograph.widen.HeadGrowth} says otherwise; key and value heads are copied
 * in whole groups. A tied head keeps its table, and the final norm takes the factor 1/k over. Noise
 * then lets the copies part: without it the wide model stays the small one for ever.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>a wider checkpoint</td><td>{@link org.eidograph.widen.Widening}</td></tr>
 * <tr><td>by how much, and where copies lie</td><td>{@link
 *     org.eidograph.widen.WidthGrowth}</td></tr>
 * <tr><td>how copies part</td><td>{@link org.eidograph.widen.CopyNoise}</td></tr>
 * <tr><td>rates, ε, decay and clip weights to train on with</td><td>{@link
 *     org.eidograph.widen.WideningPlan}</td></tr>
 * <tr><td>one tensor</td><td>{@link org.eidograph.widen.WidenedTensor}</td></tr>
 * </table>
 *
 * <pre>{@code
 * var training = new WideningRequest.Training(OptimizerKind.ADAMW, settings, null);
 * var noise = new CopyNoise(CopyNoise.Mode.PAIRED, 0.3, 0);
 * var growth = WidthGrowth.by(2);
 * var request = new WideningRequest(model, growth, noise, Verification.FP32, training);
 * Widening.write(request, output).agreement(); // how exactly both models agree
 * }</pre>
 *
 * <p>It leaves out growth of the depth and of the vocabulary. The factors themselves are in {@code
 * org.eidograph.theory.scaling.widening}.
 */
@NullMarked
package org.eidograph.widen;

import org.jspecify.annotations.NullMarked;
