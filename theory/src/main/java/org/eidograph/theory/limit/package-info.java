/**
 * Very deep residual networks of finite width, and what their width and depth have to do with each
 * other.
 *
 * <p>With branches scaled by 1/√L the layers of a residual network become Euler steps of a
 * stochastic differential equation as L → ∞:
 *
 * <pre>
 * Y_l = Y_{l−1} + W_l φ(Y_{l−1})/√L,  W_ij ~ N(0, 1/n)    →    dX_t = ‖φ(X_t)‖/√n dB_t
 * </pre>
 *
 * <p>At width n the pre-activations are not Gaussian: typical norms shrink for n ≤ 3 and grow from
 * n = 4 on, although the mean square grows at every width. As n → ∞ the covariance of two inputs
 * becomes deterministic, and the same whether width or depth goes first; plain networks instead
 * depend on the ratio L/n.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>the drift of the norm at width n</td><td>{@link org.eidograph.theory.limit.QuasiGeometricMotion}</td></tr>
 * <tr><td>a closed case of width one</td><td>{@link org.eidograph.theory.limit.OrnsteinUhlenbeckCase}</td></tr>
 * <tr><td>to simulate a narrow network</td><td>{@link org.eidograph.theory.limit.FiniteWidthDiffusion}</td></tr>
 * <tr><td>the limiting covariance of two inputs</td><td>{@link org.eidograph.theory.limit.CommutingLimit}</td></tr>
 * <tr><td>to simulate it at finite width and depth</td><td>{@link org.eidograph.theory.limit.FiniteNetworkSimulation}</td></tr>
 * <tr><td>the fluctuation of plain networks</td><td>{@link org.eidograph.theory.limit.PlainDepthFluctuation}</td></tr>
 * </table>
 *
 * <pre>
 * CommutingLimit limit = CommutingLimit.at(1, 0.5, 1);              // q_0 = 1, c_0 = 1/2, t = 1
 * var settings = new FiniteNetworkSimulation.Settings(128, 200, 0.5, 4);
 * double[] scales = BranchSchedule.uniform().scales(32);
 * var drawn = FiniteNetworkSimulation.residual(settings, limit, scales);
 * double rmse = drawn.varianceError().value();                      // about 3.6/√128
 * </pre>
 *
 * <p>Hayou, On the infinite-depth limit of finite-width neural networks (2022, arXiv 2210.00688);
 * Hayou, Yang, Width and Depth Limits Commute in Residual Networks (2023, arXiv 2302.00453); Hayou,
 * Commutative Width and Depth Scaling in Deep Neural Networks (2023, arXiv 2310.01683). Weight
 * decay, normalisation and training leave this picture. Schedules and kernels are in {@code
 * signal}.
 */
@NullMarked
package org.eidograph.theory.limit;

import org.jspecify.annotations.NullMarked;
