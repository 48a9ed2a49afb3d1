/**
 * Coordinate checks: does every part of a network learn as fast when it grows?
 *
 * <p>Yang et al., Tensor Programs V (2022, arXiv 2203.03466), section D.1. Networks of growing
 * width, or depth, take a few steps on one fixed batch; for each activation x
 *
 * <pre>
 * change(t) = rms(x_t - x_0) ~ n^slope,     slope 0 under muP
 * </pre>
 *
 * <p>The change is the statistic that decides: under the standard parametrization the size {@code
 * mean|x|} of a deep layer can look level while its change grows as n. The same code run under the
 * standard parametrization is the negative control; a check whose control passes is too weak.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>what is checked</td><td>{@link
 *     org.eidograph.transfer.coordinates.CoordinateRequest}, {@link
 *     org.eidograph.transfer.coordinates.WatchedRules}</td></tr>
 * <tr><td>language models of one configuration</td><td>{@link
 *     org.eidograph.transfer.coordinates.LanguageModels}, {@link
 *     org.eidograph.transfer.coordinates.TokenBatch}</td></tr>
 * <tr><td>small networks without a configuration</td><td>{@link
 *     org.eidograph.transfer.coordinates.DenseNetworks}, {@link
 *     org.eidograph.transfer.coordinates.ResidualNetworks}</td></tr>
 * <tr><td>networks of your own</td><td>{@link
 *     org.eidograph.transfer.coordinates.NetworkSeries}</td></tr>
 * <tr><td>the numbers</td><td>{@link org.eidograph.transfer.coordinates.CoordinateRun}</td></tr>
 * <tr><td>slopes and verdict</td><td>{@link
 *     org.eidograph.transfer.coordinates.CoordinateReport}, {@link
 *     org.eidograph.transfer.coordinates.CoordinateFigures}</td></tr>
 * </table>
 *
 * <pre>{@code
 * WatchedRules rules = new WatchedRules(RecipeChoice.USUAL, 0.01, true);
 * NetworkSeries series = new DenseNetworks(32, 0);
 * CoordinateRequest request =
 *     new CoordinateRequest(series, rules, List.of(64, 128, 256, 512), 3, 3, 0);
 * CoordinateReport.of(CoordinateRun.of(request, 2, begun -> {})).outcome();
 * }</pre>
 *
 * <p>It leaves out checks of a model that is not drawn here, and the sweep that finds the rate.
 */
@NullMarked
package org.eidograph.transfer.coordinates;

import org.jspecify.annotations.NullMarked;
