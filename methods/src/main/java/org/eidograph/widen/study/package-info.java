/**
 * What the paper on widening claims (Ma et al., μpscaling small models, 2026, arXiv 2602.10545),
 * measured on tasks of our own.
 *
 * <table>
 * <caption>You ask, take</caption>
 * <tr><td>does a widened model train like its source, and only with every factor?</td><td>{@link
 *     org.eidograph.widen.study.EquivalenceStudy}</td></tr>
 * <tr><td>do rate and noise of the continued run hold at other widths?</td><td>{@link
 *     org.eidograph.widen.study.ContinuedRunStudy}</td></tr>
 * <tr><td>does widening pay against training from scratch?</td><td>{@link
 *     org.eidograph.widen.study.WarmStartStudy}</td></tr>
 * </table>
 *
 * <p>It leaves out the rules themselves, which are in {@code
 * org.eidograph.theory.scaling.widening}.
 */
@NullMarked
package org.eidograph.widen.study;

import org.jspecify.annotations.NullMarked;
