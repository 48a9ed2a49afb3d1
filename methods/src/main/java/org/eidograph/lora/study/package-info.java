/**
 * The learning-rate rules of low-rank adapters, measured on a small task of any width.
 *
 * <p>A student with a frozen hidden weight learns a low-rank shift of it by Adam; the best rate is
 * read off a grid of powers of two, seed by seed. Each study returns plain values: curves, best
 * rates, slopes with their error over seeds, and the numbers of its claims by their ids.
 *
 * <table>
 * <caption>You ask, take</caption>
 * <tr><td>does the counting behind the rules hold?</td><td>{@link
 *     org.eidograph.lora.study.CountingStudy}</td></tr>
 * <tr><td>does B want a larger rate than A?</td><td>{@link
 *     org.eidograph.lora.study.RatioStudy}</td></tr>
 * <tr><td>what does the random factor change?</td><td>{@link
 *     org.eidograph.lora.study.StartStudy}</td></tr>
 * <tr><td>how does the best rate move with the rank?</td><td>{@link
 *     org.eidograph.lora.study.RankStudy}</td></tr>
 * <tr><td>what does it cost to carry a rate to another rank?</td><td>{@link
 *     org.eidograph.lora.study.CarryStudy}</td></tr>
 * <tr><td>does an adapter tell the rate of full fine-tuning?</td><td>{@link
 *     org.eidograph.lora.study.TransferStudy}</td></tr>
 * </table>
 *
 * <p>Papers: those of {@link org.eidograph.theory.lora}. The task is ours, not one of the papers'.
 */
@NullMarked
package org.eidograph.lora.study;

import org.jspecify.annotations.NullMarked;
