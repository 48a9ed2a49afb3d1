/**
 * What happens to a random network as its depth and width grow, for a network as a user describes
 * it: numbers of the theory beside drawn networks, with the figures that show them.
 *
 * <p>The formulas and the simulators are in {@code org.eidograph.theory.signal} and {@code
 * org.eidograph.theory.limit}. Trained weights, attention and normalisation are left out, except
 * for normalisation before residual branches.
 */
@NullMarked
package org.eidograph.signal.limit;

import org.jspecify.annotations.NullMarked;
