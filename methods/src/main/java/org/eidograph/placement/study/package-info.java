/**
 * Placement tried where the answer is known: a small network in which one type of weights was
 * replaced by noise.
 *
 * <p>{@link org.eidograph.placement.study.KnownModuleStudy} returns plain values and the numbers of
 * its claims by their ids; {@link org.eidograph.placement.study.NoiseStudy} is its zero point.
 * Paper: Hayou, Ghosh, Yu, PLoP (2025, arXiv 2506.20629). It is no part of scoring a real model.
 */
@NullMarked
package org.eidograph.placement.study;

import org.jspecify.annotations.NullMarked;
