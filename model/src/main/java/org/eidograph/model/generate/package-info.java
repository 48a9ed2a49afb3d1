/**
 * Continuing a text token by token.
 *
 * <p>A model gives logits for the next token; the sampler turns them into a choice: the largest, or
 * a draw from {@code softmax(logits / temperature)} restricted to the {@code top-k} largest and to
 * the smallest set of probability {@code top-p}. The settings act in this order, as in the
 * reference library, and each has a neutral value that changes nothing.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>to say how to choose and when to stop</td><td>{@link
 *     org.eidograph.model.generate.Sampling}</td></tr>
 * <tr><td>to continue a text</td><td>{@link
 *     org.eidograph.model.generate.TextGenerator}</td></tr>
 * <tr><td>to continue ids</td><td>{@link org.eidograph.model.generate.Generator}</td></tr>
 * <tr><td>the distribution of one step</td><td>{@link
 *     org.eidograph.model.generate.TokenSampler#probabilities}</td></tr>
 * <tr><td>text while it grows</td><td>{@link
 *     org.eidograph.model.generate.StreamingDecoder}</td></tr>
 * </table>
 *
 * <p>It leaves out beams, repetition penalties and batches; the model behind {@link
 * org.eidograph.model.generate.NextLogits} keeps its own cache.
 */
@NullMarked
package org.eidograph.model.generate;

import org.jspecify.annotations.NullMarked;
