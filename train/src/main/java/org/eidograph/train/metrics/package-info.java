// Licensed under the Apache License, Version 2.0.
/**
 * Where the numbers of a training run go while it runs: one row per logged step, to any set of
 * sinks.
 *
 * <p>A row is a plain value, {@link org.eidograph.train.metrics.MetricRow}. The training loop hands
 * it to one {@link org.eidograph.train.metrics.MetricSink} together with the wall time, and every
 * sink makes it durable before it returns, so that a killed run keeps all rows it has reported. A
 * resumed run tells its sinks from which step it goes on; rows past that step were computed by the
 * interrupted run and are dropped, or, in a format that cannot be rewritten, marked as superseded.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>one JSON object per line</td><td>{@link org.eidograph.train.metrics.JsonLinesSink}</td></tr>
 * <tr><td>to read it back</td><td>{@link org.eidograph.train.metrics.MetricLines}</td></tr>
 * <tr><td>curves in TensorBoard</td><td>{@link org.eidograph.train.metrics.TensorBoardSink}</td></tr>
 * <tr><td>several of them at once</td><td>{@link org.eidograph.train.metrics.CompositeSink}</td></tr>
 * </table>
 *
 * <p>It leaves out anything drawn or printed: progress and reports belong to the command line.
 */
@NullMarked
package org.eidograph.train.metrics;

import org.jspecify.annotations.NullMarked;
