/**
 * How fast an embedding should learn when the vocabulary is large.
 *
 * <p>Hayou, Liu, Optimal Embedding Learning Rate in LLMs: The Effect of Vocabulary Size (2025,
 * arXiv 2506.15025). muP takes the input dimension as fixed, which gives a ratio of embedding rate
 * to hidden rate of order n. In a language model each row is updated by its own token only, and the
 * vocabulary is not small beside n; then the best ratio tends to √n. In between, for a token whose
 * share of the squared gradient is ρ²,
 *
 * <pre>
 * ratio ∝ √((2/π)·n²·ρ² + n),     exponent β = (2u + 1)/(2u + 2),  u = (2/π)·n·ρ²
 * </pre>
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>β, or the typical size of a step</td><td>{@link
 *     org.eidograph.theory.scaling.vocabulary.VocabularyRegime}</td></tr>
 * <tr><td>to see the mechanism in a simulation</td><td>{@link
 *     org.eidograph.theory.scaling.vocabulary.SignStepModel}</td></tr>
 * <tr><td>β from two measured optima</td><td>{@link
 *     org.eidograph.theory.scaling.vocabulary.RatioSweep}</td></tr>
 * <tr><td>the rate of one table</td><td>{@link org.eidograph.theory.scaling.EmbeddingRule}</td></tr>
 * </table>
 *
 * <pre>{@code
 * double alignment = VocabularyRegime.alignment(tokenCounts, Weighting.LOSS);
 * double beta = VocabularyRegime.ratioExponent(512, alignment);
 * double rate = 1e-2 * Math.pow(4, beta - 1); // four times as wide
 * }</pre>
 *
 * <p>The closed forms rebuild the paper's mechanism; its theorems and constants could not be
 * checked against its text. It leaves out the constant of the ratio: sweep it at the base width.
 */
@NullMarked
package org.eidograph.theory.scaling.vocabulary;

import org.jspecify.annotations.NullMarked;
