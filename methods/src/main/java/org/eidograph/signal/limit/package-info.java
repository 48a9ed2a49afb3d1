/**
 * What happens to a random network as its depth and width grow, for a network as a user describes
 * it: numbers of the theory beside drawn networks, with the figures that show them.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>the scale of residual branches for a depth</td><td>{@link
 *     org.eidograph.signal.limit.ResidualReport}</td></tr>
 * <tr><td>narrow networks of great depth, and the order of the limits</td><td>{@link
 *     org.eidograph.signal.limit.LimitReport}</td></tr>
 * <tr><td>size of the Jacobian, and what pruning changes</td><td>{@link
 *     org.eidograph.signal.limit.JacobianReport}</td></tr>
 * </table>
 *
 * <p>The formulas and the simulators are in {@code org.eidograph.theory.signal} and {@code
 * org.eidograph.theory.limit}. Trained weights, attention and normalisation are left out, except
 * for normalisation before residual branches.
 */
@NullMarked
package org.eidograph.signal.limit;

import org.jspecify.annotations.NullMarked;
