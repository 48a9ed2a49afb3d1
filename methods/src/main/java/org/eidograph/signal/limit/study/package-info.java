/**
 * What depth and width do to random networks, measured on drawn ones with an error over seeds.
 *
 * <table>
 * <caption>You ask, take</caption>
 * <tr><td>do scaled branches keep variance and gradient?</td><td>{@link
 *     org.eidograph.signal.limit.study.BranchScaleStudy}</td></tr>
 * <tr><td>what becomes of a narrow network of great depth?</td><td>{@link
 *     org.eidograph.signal.limit.study.NarrowDepthStudy}</td></tr>
 * <tr><td>does the order of the limits matter?</td><td>{@link
 *     org.eidograph.signal.limit.study.LimitOrderStudy}</td></tr>
 * <tr><td>which sequences of scales share a limit?</td><td>{@link
 *     org.eidograph.signal.limit.study.BranchSequenceStudy}</td></tr>
 * <tr><td>how large are products of layers?</td><td>{@link
 *     org.eidograph.signal.limit.study.JacobianStudy}</td></tr>
 * <tr><td>what does pruning change about that?</td><td>{@link
 *     org.eidograph.signal.limit.study.PrunedLayerStudy}</td></tr>
 * </table>
 *
 * <p>Papers: those of {@link org.eidograph.theory.limit} and {@link org.eidograph.theory.signal}.
 * All of it describes networks as they are initialised.
 */
@NullMarked
package org.eidograph.signal.limit.study;

import org.jspecify.annotations.NullMarked;
