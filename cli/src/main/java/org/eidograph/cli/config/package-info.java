/**
 * Where the settings of a run come from: flags, {@code --set}, a YAML file, defaults.
 *
 * <p>A command declares its options once. Each option is also a key: {@code --learning-rate} is
 * {@code learning_rate} in a file. A file and {@code --set} are translated into flags, so that one
 * parser judges all values; the origin of each value is kept for errors and for {@code run.yaml}.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>{@code --config} and {@code --set} on a command</td><td>{@link org.eidograph.cli.config.ConfigOptions} as a mixin</td></tr>
 * <tr><td>what was decided, and by whom</td><td>{@link org.eidograph.cli.config.ResolvedConfig}</td></tr>
 * </table>
 *
 * <p>It leaves out nested sections, includes and environment variables: a run is described by its
 * command line and at most one file.
 */
@NullMarked
package org.eidograph.cli.config;

import org.jspecify.annotations.NullMarked;
