/**
 * The one training loop: optimizer steps over batches of token sequences, with evaluation,
 * checkpoints that resume bit for bit, and early stopping.
 *
 * <p>The loop knows parameters with learning rates and a way to save them, nothing of the method
 * that chose them. Cores are used by worker threads, each with its own share of the sequences and
 * its own gradients, which are summed in a fixed order.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>to train</td><td>{@link org.eidograph.train.Trainer}</td></tr>
 * <tr><td>to say what is trained</td><td>{@link org.eidograph.train.Trainee}</td></tr>
 * <tr><td>the loss of a data set</td><td>{@link org.eidograph.train.Evaluator}</td></tr>
 * <tr><td>accuracy, macro-F1, confusion</td><td>{@link
 *     org.eidograph.train.ClassificationEvaluator}</td></tr>
 * <tr><td>gradients of one batch</td><td>{@code org.eidograph.train.engine}</td></tr>
 * </table>
 */
@NullMarked
package org.eidograph.train;

import org.jspecify.annotations.NullMarked;
