/**
 * Learning-rate transfer where it can be proved: deep linear networks.
 *
 * <p>Hayou, A Proof of Learning Rate Transfer under muP (2025, arXiv 2511.01734). Only the hidden
 * matrices of {@code f(x) = Vᵀ·W_L⋯W_1·W_0·x} are trained, by full-batch gradient descent on fixed
 * data. Under muP the best rate after one step has a limit that does not depend on the width,
 *
 * <pre>
 * η_∞ = (m/L)·(yᵀKy)/‖Ky‖²,     K = XXᵀ/d
 * </pre>
 *
 * <p>reached as n^-½. In the standard parametrization the best rate falls as 1/n; in the neural
 * tangent one it stays of order one, but depends on the random start, and features do not move.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>the limit</td><td>{@link org.eidograph.theory.scaling.linear.OneStepRate}</td></tr>
 * <tr><td>a network of finite width</td><td>{@link
 *     org.eidograph.theory.scaling.linear.DeepLinearNetwork}</td></tr>
 * <tr><td>its loss after one step, exactly, for every rate</td><td>{@link
 *     org.eidograph.theory.scaling.linear.OneStepPolynomial}</td></tr>
 * <tr><td>its best rate after several steps</td><td>{@link
 *     org.eidograph.theory.scaling.linear.BestRateSearch}</td></tr>
 * <tr><td>the neural tangent limit</td><td>{@link
 *     org.eidograph.theory.scaling.linear.LazyDynamics}</td></tr>
 * <tr><td>the speed of convergence</td><td>{@link
 *     org.eidograph.theory.scaling.linear.RateConvergence}</td></tr>
 * </table>
 *
 * <pre>{@code
 * double[][] inputs = {{1, 0}, {0, 1}, {1, 1}};
 * RegressionProblem problem = new RegressionProblem(inputs, new double[] {1, 2, 3});
 * double limit = OneStepRate.limit(problem, 2); // 1.0081967213114...
 * RandomGenerator random = new SplittableRandom(1);
 * DeepLinearNetwork network =
 *     DeepLinearNetwork.draw(256, 2, 2, LinearStart.MAXIMAL_UPDATE, random);
 * double best = network.oneStep(problem).bestRate(0.02 * limit, 20 * limit);
 * }</pre>
 *
 * <p>For more than one step the paper proves a limit whose closed form is not given here. It leaves
 * out nonlinear networks and other optimizers.
 */
@NullMarked
package org.eidograph.theory.scaling.linear;

import org.jspecify.annotations.NullMarked;
