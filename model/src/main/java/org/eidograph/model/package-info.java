/**
 * Language models and text classifiers in Hugging Face layout: their parameters, blocks and
 * checkpoints.
 *
 * <p>A model is a list of segments (embedding, blocks, final norm) and an output projection. Every
 * parameter carries its role, its module type and its layer, and every linear module can carry a
 * low-rank delta beside its frozen weight; who decides ranks or learning rates lives elsewhere. A
 * forward pass takes token sequences laid end to end without padding.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>a checkpoint from disk</td><td>{@link org.eidograph.model.CausalLm#load}</td></tr>
 * <tr><td>an encoder that classifies texts</td><td>{@link
 *     org.eidograph.model.SequenceClassifier#load}</td></tr>
 * <tr><td>logits</td><td>{@link org.eidograph.model.CausalLm#logits}</td></tr>
 * <tr><td>to watch inputs and outputs</td><td>{@link org.eidograph.model.Tap}</td></tr>
 * <tr><td>gradients block by block</td><td>{@code org.eidograph.model.tape}</td></tr>
 * </table>
 *
 * <p>It leaves out learning rates, initialisation rules and every method.
 */
@NullMarked
package org.eidograph.model;

import org.jspecify.annotations.NullMarked;
