/**
 * Gaussian expectations of activations: the numerical ground on which signal propagation, kernels
 * and depth limits stand.
 *
 * <p>A wide layer turns its pre-activations into a Gaussian field, so every infinite-width formula
 * is built from one-point moments {@code E[g(√q Z)]} and from the covariance map
 *
 * <pre>
 * T(q1, q2, γ) = E[φ(u)·φ(v)],   Ṫ = E[φ'(u)·φ'(v)] = ∂T/∂Cov(u, v)
 * u ~ N(0, q1),  v ~ N(0, q2),  correlation 1 − γ
 * </pre>
 *
 * <p>Two habits keep the digits. The distance γ = 1 − c from perfect correlation is what is carried
 * and returned, never c; and plain Gauss–Hermite quadrature, which errs by percent for kinked or
 * saturating functions, is not used at all.
 *
 * <p>Five rules do the work, and the classes name the one they follow:
 *
 * <ul>
 *   <li>Q1: one dimension, Gauss–Legendre panels that end at the kinks;
 *   <li>Q2: two dimensions, panels on both axes of rotated coordinates (a second opinion);
 *   <li>Q3: functions in pieces, one integral over a closed conditional mean;
 *   <li>Q4: smooth functions, a Hermite series, or a Fourier series in the angle where the variance
 *       is large;
 *   <li>Q5: inputs of one norm, a whole network as one Chebyshev series in the angle.
 * </ul>
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>an activation, by name or with parameters</td><td>{@link org.eidograph.theory.moments.Activation}</td></tr>
 * <tr><td>your own function with its kinks</td><td>{@link org.eidograph.theory.moments.Custom}</td></tr>
 * <tr><td>E[φ], E[φ²], E[φ'²] and their like</td><td>{@link org.eidograph.theory.moments.GaussianMoments}</td></tr>
 * <tr><td>the same for gated units φ(u)·v</td><td>{@link org.eidograph.theory.moments.GatedMoments}</td></tr>
 * <tr><td>T and Ṫ with an error estimate</td><td>{@link org.eidograph.theory.moments.CovarianceMap}</td></tr>
 * <tr><td>the same at many variances</td><td>{@link org.eidograph.theory.moments.CovarianceFamily}</td></tr>
 * <tr><td>a slow second opinion in two dimensions</td><td>{@link org.eidograph.theory.moments.RotatedQuadrature}</td></tr>
 * <tr><td>angles from γ and back</td><td>{@link org.eidograph.theory.moments.Angle}</td></tr>
 * <tr><td>a function of the angle, tabulated</td><td>{@link org.eidograph.theory.moments.ChebyshevSeries}</td></tr>
 * </table>
 *
 * <pre>
 * CovarianceMap map = CovarianceMap.of(Activation.gelu(), 1.0);
 * double t = map.covariance(0.5);             // E[φ(u)φ(v)] at correlation 1/2
 * double slope = map.derivative(0.5);         // E[φ'(u)φ'(v)]
 * double gain = 1 / Math.sqrt(GaussianMoments.secondMoment(Activation.gelu(), 1.0));
 * </pre>
 *
 * <p>Closed forms: Cho, Saul, Kernel Methods for Deep Learning (2009) for ReLU; Williams, Computing
 * with Infinite Networks (1997) for erf; the others after the family of Google's neural-tangents.
 * It leaves out layers and networks (see {@code kernel}) and what follows at great depth (see
 * {@code signal}).
 */
@NullMarked
package org.eidograph.theory.moments;

import org.jspecify.annotations.NullMarked;
