/**
 * Does the learning rate transfer? Sweeps of learning rates over widths, and what they say.
 *
 * <p>After Yang et al., Tensor Programs V (2022, arXiv 2203.03466) and Hayou, A Proof of Learning
 * Rate Transfer under muP (2025, arXiv 2511.01734): the best rate of every width, the drift of its
 * logarithm, and the cost of carrying the narrowest width's rate,
 *
 * <pre>
 * x*_n = a + s·log2 n,     regret ℓ_n(x*_n₀) - ℓ_n(x*_n)
 * </pre>
 *
 * <p>The standard parametrization is swept beside as a control: a test that it passes tells
 * nothing.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>a sweep</td><td>{@link org.eidograph.transfer.sweep.TransferSweep}, {@link
 *     org.eidograph.transfer.sweep.SweepRequest}</td></tr>
 * <tr><td>models that train in milliseconds</td><td>{@link
 *     org.eidograph.transfer.sweep.MlpCells}</td></tr>
 * <tr><td>language models</td><td>{@link org.eidograph.transfer.sweep.LanguageCells}</td></tr>
 * <tr><td>to interrupt and go on</td><td>{@link org.eidograph.transfer.sweep.CellLog}</td></tr>
 * <tr><td>results of another program</td><td>{@link
 *     org.eidograph.transfer.sweep.SweepTable}</td></tr>
 * <tr><td>what they say</td><td>{@link org.eidograph.transfer.sweep.TransferReport}</td></tr>
 * </table>
 *
 * <p>The statistics of one curve are in {@code org.eidograph.theory.scaling.sweep}.
 */
@NullMarked
package org.eidograph.transfer.sweep;

import org.jspecify.annotations.NullMarked;
