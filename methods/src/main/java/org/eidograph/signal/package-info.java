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
 * <tr><td>the edge of chaos as a report, activations ranked for a depth</td><td>{@link
 *     org.eidograph.signal.EdgeReport}, {@link
 *     org.eidograph.signal.ActivationRanking}</td></tr>
 * <tr><td>how deep a plain network can be</td><td>{@link
 *     org.eidograph.signal.DepthReport}</td></tr>
 * <tr><td>kernels for angles and pairs, or for the rows of a file</td><td>{@link
 *     org.eidograph.signal.AngleReport}, {@link org.eidograph.signal.GramReport}</td></tr>
 * </table>
 *
 * <pre>{@code
 * DepthQuestion question =
 *     new DepthQuestion(ActivationNames.parse("tanh"), new Initialization(1, 0.5), 1, 0.5, 100);
 * int useful = DepthReport.of(question).usefulDepth();
 * }</pre>
 *
 * <p>All of it describes plain or residual networks at initialisation; attention, and what training
 * makes of them, is left out.
 */
@NullMarked
package org.eidograph.signal;

import org.jspecify.annotations.NullMarked;
