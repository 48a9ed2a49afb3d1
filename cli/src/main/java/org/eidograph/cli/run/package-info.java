/**
 * What a run leaves on disk besides its result: the settings it ran with and where it came from.
 *
 * <p>A directory is claimed before the first step and never silently replaced. Every file appears
 * by rename, so a reader never sees half of one.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>an output directory</td><td>{@link org.eidograph.cli.run.RunDirectory}</td></tr>
 * <tr><td>versions, seeds, hashes of a run</td><td>{@link org.eidograph.cli.run.Manifest}</td></tr>
 * <tr><td>to notice changed data</td><td>{@link org.eidograph.cli.run.ContentHash}</td></tr>
 * </table>
 *
 * <p>It leaves out checkpoints and metrics, which the training loop writes.
 */
@NullMarked
package org.eidograph.cli.run;

import org.jspecify.annotations.NullMarked;
