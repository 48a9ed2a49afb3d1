/**
 * What depth does to signals and gradients, for networks as a user describes them: the edge of
 * chaos, depth scales and kernels of an architecture, with the figures that show them.
 *
 * <p>The maths is in {@code org.eidograph.theory.signal} and {@code org.eidograph.theory.kernel};
 * here it meets names, files and whole reports.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>an activation by the name a user writes</td><td>{@link
 *     org.eidograph.signal.ActivationNames}</td></tr>
 * </table>
 */
@NullMarked
package org.eidograph.signal;

import org.jspecify.annotations.NullMarked;
