/**
 * Statistics of learning-rate sweeps and coordinate checks, on plain arrays.
 *
 * <p>The transfer criterion follows Yang et al., Tensor Programs V (2022, arXiv 2203.03466) and
 * Hayou, A Proof of Learning Rate Transfer under muP (2025, arXiv 2511.01734): with x*_n the
 * logarithm of the best rate at width n,
 *
 * <pre>
 * x*_n = a + s·log₂ n,     s = 0 if the rate transfers,     regret ℓ_n(x*_n₀) - ℓ_n(x*_n)
 * </pre>
 *
 * <p>A coordinate check looks at training itself: the change of every activation after a few steps
 * should not depend on the width.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>the best rate of one curve</td><td>{@link
 *     org.eidograph.theory.scaling.sweep.CurveOptimum}</td></tr>
 * <tr><td>how it depends on the seeds</td><td>{@link
 *     org.eidograph.theory.scaling.sweep.SeedBootstrap}</td></tr>
 * <tr><td>drift, regret, transfer or not</td><td>{@link
 *     org.eidograph.theory.scaling.sweep.TransferStudy}</td></tr>
 * <tr><td>the rate at a larger width</td><td>{@link
 *     org.eidograph.theory.scaling.sweep.RatePrediction}</td></tr>
 * <tr><td>a coordinate check's slopes and verdict</td><td>{@link
 *     org.eidograph.theory.scaling.sweep.CoordinateSlope}, {@link
 *     org.eidograph.theory.scaling.sweep.CoordinateCheck}</td></tr>
 * <tr><td>any exponent</td><td>{@link org.eidograph.theory.scaling.sweep.LineFit}</td></tr>
 * </table>
 *
 * <pre>{@code
 * double[] log2Rates = {-10, -9, -8, -7, -6};
 * double[][] losses = {{3.1, 2.9, 2.8, 2.9, 3.4}};
 * LearningRateCurve curve = new LearningRateCurve(log2Rates, losses);
 * double best = CurveOptimum.of(curve).interior().log2Rate();
 * double cost = RateRegret.regret(curve, -9);
 * }</pre>
 *
 * <p>It leaves out running anything.
 */
@NullMarked
package org.eidograph.theory.scaling.sweep;

import org.jspecify.annotations.NullMarked;
