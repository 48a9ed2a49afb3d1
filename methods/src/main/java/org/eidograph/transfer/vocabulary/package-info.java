/**
 * What the paper on vocabulary size claims (Hayou, Liu, 2025, arXiv 2506.15025), measured on tasks
 * of our own: the sign step of its linear model over widths and vocabularies, and the best
 * embedding rate of a small trained network.
 *
 * <p>The closed forms are in {@code org.eidograph.theory.scaling.vocabulary}.
 */
@NullMarked
package org.eidograph.transfer.vocabulary;

import org.jspecify.annotations.NullMarked;
