/**
 * Measurements behind the papers on signal propagation: random deep networks and their kernels, at
 * infinite width by recursion and at finite width by drawing and training.
 *
 * <table>
 * <caption>You ask, take</caption>
 * <tr><td>where is the edge, and do drawn networks keep to it?</td><td>{@link
 *     org.eidograph.signal.study.EdgeStudy}</td></tr>
 * <tr><td>how fast do correlations converge?</td><td>{@link
 *     org.eidograph.signal.study.CorrelationStudy}</td></tr>
 * <tr><td>which deep networks learn?</td><td>{@link
 *     org.eidograph.signal.study.DeepTrainingStudy}</td></tr>
 * <tr><td>what becomes of the tangent kernel?</td><td>{@link
 *     org.eidograph.signal.study.TangentStudy}</td></tr>
 * </table>
 */
@NullMarked
package org.eidograph.signal.study;

import org.jspecify.annotations.NullMarked;
