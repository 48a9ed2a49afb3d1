/**
 * Backward passes segment by segment, without one graph over the whole model: a tape remembers what
 * one segment's backward needs, either a small graph or the tensors of a hand-written formula, or
 * just the input when activations are recomputed.
 *
 * <p>Gradients of trainable parameters are added into {@link org.eidograph.model.tape.Gradients},
 * of which each worker thread has its own.
 */
@NullMarked
package org.eidograph.model.tape;

import org.jspecify.annotations.NullMarked;
