/**
 * Which layers of a network line up with the labels while it learns, and where the theory of signal
 * propagation expects that most.
 *
 * <pre>
 * A_l = yᵀK_l y/(‖K_l‖_F·‖y‖²),   K_l the tangent kernel of layer l alone, features and labels centred
 * </pre>
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>a layer's alignment on a batch</td><td>{@link
 *     org.eidograph.signal.alignment.LayerReading}</td></tr>
 * <tr><td>to see it rise and fall over the layers in training</td><td>{@link
 *     org.eidograph.signal.alignment.AlignmentRun}</td></tr>
 * <tr><td>the layer where the peak is expected</td><td>{@link
 *     org.eidograph.signal.alignment.Equilibrium}</td></tr>
 * <tr><td>a task without files</td><td>{@link
 *     org.eidograph.signal.alignment.ScatteredClasses}</td></tr>
 * </table>
 *
 * <p>Lou, Mingard, Nam, Hayou, Feature Learning and Signal Propagation in Deep Neural Networks
 * (2021). Plain networks only; the balance of forward and backward loss as computed here is our
 * reading of the paper's Equilibrium Hypothesis.
 */
@NullMarked
package org.eidograph.signal.alignment;

import org.jspecify.annotations.NullMarked;
